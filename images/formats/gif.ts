import type { FactsDraft } from './facts';

/** Source: GIF89a specification (CompuServe, 1990). */
export function readGif(view: DataView, draft: FactsDraft): void {
  const screenWidth = view.getUint16(6, true);
  const screenHeight = view.getUint16(8, true);
  draft.width = screenWidth || undefined;
  draft.height = screenHeight || undefined;
  let at = 13 + colorTableBytes(view.getUint8(10));
  let frames = 0;
  let transparent = false;
  for (;;) {
    const block = view.getUint8(at++);
    if (block === 0x21) {
      const label = view.getUint8(at);
      // Graphic control extension: bit 0 of its flags says that one index is transparent.
      if (label === 0xf9 && frames === 0) transparent = (view.getUint8(at + 2) & 1) === 1;
      at = skipSubBlocks(view, at + 1);
    } else if (block === 0x2c) {
      frames++;
      const right = view.getUint16(at, true) + view.getUint16(at + 4, true);
      const bottom = view.getUint16(at + 2, true) + view.getUint16(at + 6, true);
      if (frames === 1) {
        // Browsers grow the screen to a first frame that does not fit it.
        draft.width = Math.max(screenWidth, right) || undefined;
        draft.height = Math.max(screenHeight, bottom) || undefined;
        const covers =
          view.getUint32(at, true) === 0 && right >= screenWidth && bottom >= screenHeight;
        draft.hasAlpha = transparent || !covers;
      } else {
        draft.animated = true;
        return;
      }
      at = skipSubBlocks(view, at + 9 + colorTableBytes(view.getUint8(at + 8)) + 1);
    } else {
      // The trailer, or rubbish, at which decoders stop.
      return;
    }
  }
}

function colorTableBytes(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

/** @returns where the chain of sub-blocks that starts at `at` has ended. */
function skipSubBlocks(view: DataView, at: number): number {
  for (;;) {
    const size = view.getUint8(at++);
    if (size === 0) return at;
    at += size;
  }
}
