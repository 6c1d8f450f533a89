import type { FactsDraft } from './facts';
import { boxes } from './iso-boxes';

/** JPEG XL, bare or in its container. Source: ISO/IEC 18181-1 annex D.2, 18181-2 §9. */
export function readJxl(view: DataView, draft: FactsDraft): void {
  if (view.getUint16(0) === 0xff0a) {
    readSize(view, 2, draft);
    return;
  }
  for (const box of boxes(view)) {
    // A codestream, or a part of one, which begins with its number.
    const start = box.type === 'jxlc' ? 2 : box.type === 'jxlp' ? 6 : undefined;
    if (start === undefined) continue;
    readSize(box.body, start, draft);
    return;
  }
  draft.complete = false;
}

/** Width over height, as the header's ratio codes 1–7 have them. */
const ratios: readonly (readonly [number, number])[] = [
  [1, 1],
  [12, 10],
  [4, 3],
  [3, 2],
  [16, 9],
  [5, 4],
  [2, 1],
];

function readSize(view: DataView, start: number, draft: FactsDraft): void {
  let position = start * 8;
  const bits = (count: number): number => {
    let value = 0;
    for (let i = 0; i < count; i++, position++) {
      const bit = (view.getUint8(position >> 3) >> (position & 7)) & 1;
      value += bit * 2 ** i;
    }
    return value;
  };
  const small = bits(1) === 1;
  const side = (): number => {
    if (small) return (bits(5) + 1) * 8;
    return 1 + bits([9, 13, 18, 30][bits(2)] ?? 30);
  };
  const height = side();
  const ratio = ratios[bits(3) - 1];
  const width = ratio ? Math.floor((height * ratio[0]) / ratio[1]) : side();
  draft.width = width;
  draft.height = height;
}
