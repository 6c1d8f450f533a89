import type { Orientation } from './inspect';
import type { PixelSource } from './pixel-source';

/**
 * A picture turned as EXIF says (CIPA DC-008 §4.6.5, tag 0x0112), read from the one that is stored, so that
 * there is no second copy. Closing it closes that one.
 */
export function orientedSource(stored: PixelSource, orientation: Orientation): PixelSource {
  if (orientation === 1) return stored;
  const isTurned = orientation >= 5;
  // What is shown from the right or from below in the stored picture's own directions.
  const flipsX = [2, 3, 7, 8].includes(orientation);
  const flipsY = [3, 4, 6, 7].includes(orientation);
  const { colorSpace, mayHaveAlpha } = stored;
  return {
    width: isTurned ? stored.height : stored.width,
    height: isTurned ? stored.width : stored.height,
    colorSpace,
    mayHaveAlpha,
    read(x, y, width, height) {
      const [along, down, wide, high] = isTurned ? [y, x, height, width] : [x, y, width, height];
      const left = flipsX ? stored.width - along - wide : along;
      const top = flipsY ? stored.height - down - high : down;
      const pixels = stored.read(left, top, wide, high);
      const out = new Uint8ClampedArray(pixels.length);
      for (let row = 0; row < height; row++) {
        for (let column = 0; column < width; column++) {
          const [toRight, toLower] = isTurned ? [row, column] : [column, row];
          const fromX = flipsX ? wide - 1 - toRight : toRight;
          const fromY = flipsY ? high - 1 - toLower : toLower;
          const from = 4 * (fromY * wide + fromX);
          const to = 4 * (row * width + column);
          for (let channel = 0; channel < 4; channel++) out[to + channel] = pixels[from + channel] ?? 0;
        }
      }
      return out;
    },
    close: () => stored.close(),
  };
}
