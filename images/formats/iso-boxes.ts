import { fourCC, part } from './bytes';

export interface Box {
  type: string;
  /** What is in the box, cut off where the bytes end. */
  body: DataView;
  /** The box goes on beyond the bytes. */
  cut: boolean;
}

/**
 * The boxes that stand one after another in `view`. Ends quietly where the bytes do.
 * Source: ISO/IEC 14496-12 §4.2.
 */
export function* boxes(view: DataView): Generator<Box> {
  let at = 0;
  while (at + 8 <= view.byteLength) {
    const size32 = view.getUint32(at);
    const type = fourCC(view, at + 4);
    let header = 8;
    let size = size32;
    if (size32 === 1) {
      if (at + 16 > view.byteLength) return;
      header = 16;
      size = view.getUint32(at + 8) * 2 ** 32 + view.getUint32(at + 12);
    } else if (size32 === 0) {
      size = view.byteLength - at;
    }
    if (size < header) return;
    yield {
      type,
      body: part(view, at + header, size - header),
      cut: at + size > view.byteLength,
    };
    at += size;
  }
}
