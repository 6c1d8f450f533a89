import type { PixelSource } from './pixel-source';
import { intersection } from './rectangle';
import type { Rectangle } from './tiles';

/** A rectangle of a picture as it is to be instead. */
export interface PixelPatch extends Rectangle {
  /** RGBA, 8 bits, row by row. */
  pixels: Uint8ClampedArray;
}

/**
 * A picture with parts of it replaced, the last one where several cover the same pixel. Memory is that of the patches. Closing it
 * closes the original.
 *
 * @param patches may grow while it is read.
 */
export function patchedSource(source: PixelSource, patches: readonly PixelPatch[]): PixelSource {
  return {
    width: source.width,
    height: source.height,
    colorSpace: source.colorSpace,
    mayHaveAlpha: source.mayHaveAlpha,
    read(x, y, width, height) {
      const out = source.read(x, y, width, height);
      for (const patch of patches) {
        const shared = intersection({ x, y, width, height }, patch);
        if (!shared) continue;
        for (let row = shared.y; row < shared.y + shared.height; row++) {
          const from = ((row - patch.y) * patch.width + shared.x - patch.x) * 4;
          out.set(patch.pixels.subarray(from, from + shared.width * 4), ((row - y) * width + shared.x - x) * 4);
        }
      }
      return out;
    },
    close: () => source.close(),
  };
}
