import type { PixelSource } from '../../../images/pixel-source';
import type { Rectangle } from '../../../images/tiles';
import type { MarkedPart } from './parts';

/** What is put over a part of a picture: a colour for each of its pixels, RGBA from 0 to 255, colours multiplied by alpha. */
export interface CoverUp {
  /** Writes the colour of pixel (x, y) of the picture into four places of `out`. */
  colour(x: number, y: number, out: Float32Array): void;
}

/** One colour, opaque. */
export function solid([red, green, blue]: readonly [number, number, number]): CoverUp {
  return {
    colour(_x, _y, out) {
      out.set([red, green, blue, 255]);
    },
  };
}

/** Means of the equal parts of a window: all that is kept of what was there. */
export interface Mosaic {
  window: Rectangle;
  columns: number;
  rows: number;
  /** Four for each part, row by row, as `CoverUp.colour` gives them. */
  means: Float32Array;
}

/** Squares with hard edges. */
export function pixelated({ window, columns, rows, means }: Mosaic): CoverUp {
  return {
    colour(x, y, out) {
      const column = Math.floor(((x - window.x + 0.5) * columns) / window.width);
      const row = Math.floor(((y - window.y + 0.5) * rows) / window.height);
      const at = 4 * (row * columns + column);
      out.set(means.subarray(at, at + 4));
    },
  };
}

/**
 * The same without edges, interpolated between the middles. It looks as if it were blurred, and unlike a blur, of which
 * much can be computed back, it holds no more than the means.
 */
export function blurred({ window, columns, rows, means }: Mosaic): CoverUp {
  return {
    colour(x, y, out) {
      const [left, right, across] = between(((x - window.x + 0.5) * columns) / window.width - 0.5, columns);
      const [above, below, down] = between(((y - window.y + 0.5) * rows) / window.height - 0.5, rows);
      for (let channel = 0; channel < 4; channel++) {
        const value = (column: number, row: number): number => means[4 * (row * columns + column) + channel] ?? 0;
        const upper = value(left, above) * (1 - across) + value(right, above) * across;
        const lower = value(left, below) * (1 - across) + value(right, below) * across;
        out[channel] = upper * (1 - down) + lower * down;
      }
    },
  };
}

/** Two neighbours of `count`, and how far it is from the first to the second, eased so that no crease is seen at either. */
function between(at: number, count: number): [number, number, number] {
  const clamped = Math.max(0, Math.min(count - 1, at));
  const first = Math.floor(clamped);
  const part = clamped - first;
  return [first, Math.min(count - 1, first + 1), part * part * (3 - 2 * part)];
}

/**
 * The means of a part of a picture, as squares of about a side.
 *
 * @param side in pixels.
 * @param pause awaited between bands.
 */
export async function mosaicOf(picture: PixelSource, { window }: MarkedPart, side: number, pause: () => Promise<void>): Promise<Mosaic> {
  const columns = Math.max(1, Math.round(window.width / side));
  const rows = Math.max(1, Math.round(window.height / side));
  const means = new Float32Array(4 * columns * rows);
  const counts = new Float32Array(columns * rows);
  const bandRows = Math.max(1, Math.floor(pixelsAtOnce / window.width));
  for (let top = 0; top < window.height; top += bandRows) {
    await pause();
    const height = Math.min(bandRows, window.height - top);
    const pixels = picture.read(window.x, window.y + top, window.width, height);
    for (let y = 0, at = 0; y < height; y++) {
      const row = Math.floor(((top + y + 0.5) * rows) / window.height) * columns;
      for (let x = 0; x < window.width; x++, at += 4) {
        const part = row + Math.floor(((x + 0.5) * columns) / window.width);
        const alpha = pixels[at + 3] ?? 0;
        counts[part] = (counts[part] ?? 0) + 1;
        for (let channel = 0; channel < 3; channel++) {
          means[4 * part + channel] = (means[4 * part + channel] ?? 0) + ((pixels[at + channel] ?? 0) * alpha) / 255;
        }
        means[4 * part + 3] = (means[4 * part + 3] ?? 0) + alpha;
      }
    }
  }
  for (let i = 0; i < means.length; i++) means[i] = (means[i] ?? 0) / Math.max(1, counts[i >> 2] ?? 0);
  return { window, columns, rows, means };
}

/** Pixels that are read at once. */
const pixelsAtOnce = 2 ** 20;
