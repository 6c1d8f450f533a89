import type { PixelSource } from './pixel-source';
import { intersection, wholeOf } from './rectangle';
import type { Coverage } from './read-region';
import type { Rectangle } from './tiles';

/** How many pixels of border go on each side of a picture. */
export interface Border {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/**
 * A picture with a border around it. Inside are the bytes of the original; the border, which is opaque,
 * goes on with the colours of the nearest edge, the more of it mixed together the further out: something
 * for a model to begin from that has the picture's colours and none of its lines.
 *
 * Closing it closes the original.
 */
export function extendPicture(source: PixelSource, border: Border): PixelSource {
  const edge = new EdgeColors(source);
  const width = source.width + border.left + border.right;
  const height = source.height + border.top + border.bottom;
  const inside = pictureWithin(source, border);
  return {
    width,
    height,
    colorSpace: source.colorSpace,
    mayHaveAlpha: source.mayHaveAlpha,
    read(x, y, w, h) {
      const out = new Uint8ClampedArray(w * h * 4);
      const kept = intersection({ x, y, width: w, height: h }, inside);
      for (let row = y; row < y + h; row++) {
        const isKept = kept && row >= kept.y && row < kept.y + kept.height;
        for (let column = x; column < x + w; column++) {
          // What is kept is put there below.
          if (isKept && column === kept.x) column += kept.width;
          const at = ((row - y) * w + column - x) * 4;
          if (column < x + w) edge.write(column - inside.x, row - inside.y, out, at);
        }
      }
      if (!kept) return out;
      const original = source.read(kept.x - inside.x, kept.y - inside.y, kept.width, kept.height);
      for (let row = 0; row < kept.height; row++) {
        const line = original.subarray(row * kept.width * 4, (row + 1) * kept.width * 4);
        out.set(line, ((kept.y - y + row) * w + kept.x - x) * 4);
      }
      return out;
    },
    close: () => source.close(),
  };
}

/** Where the original lies in the extended picture. */
export function pictureWithin(source: { width: number; height: number }, border: Border): Rectangle {
  return { x: border.left, y: border.top, width: source.width, height: source.height };
}

/** The border alone changes: all of it, and nothing of the original. */
export function borderCoverage(source: { width: number; height: number }, border: Border): Coverage {
  const inside = pictureWithin(source, border);
  return (area) => {
    const coverage = new Uint8ClampedArray(area.width * area.height).fill(255);
    const kept = intersection(area, inside);
    for (let y = kept?.y ?? 0; kept && y < kept.y + kept.height; y++) {
      const from = (y - area.y) * area.width + kept.x - area.x;
      coverage.fill(0, from, from + kept.width);
    }
    return coverage;
  };
}

/**
 * The smallest rectangle around the border, in the extended picture: one side of it where there is only
 * one, else everything. `undefined` without a border.
 */
export function borderBounds(source: { width: number; height: number }, border: Border): Rectangle | undefined {
  const { left, top, right, bottom } = border;
  const width = source.width + left + right;
  const height = source.height + top + bottom;
  const sides = [left, top, right, bottom].filter((side) => side > 0);
  if (sides.length === 0) return undefined;
  if (sides.length > 1) return wholeOf({ width, height });
  if (left > 0) return { x: 0, y: 0, width: left, height };
  if (right > 0) return { x: source.width, y: 0, width: right, height };
  if (top > 0) return { x: 0, y: 0, width, height: top };
  return { x: 0, y: source.height, width, height: bottom };
}

/** The outermost pixels of a picture, once around, so that the mean of any stretch of them is at hand. */
class EdgeColors {
  readonly #width: number;
  readonly #height: number;
  readonly #length: number;
  /** Sums of all pixels before each place, twice around: red, green, blue times alpha, and alpha. */
  readonly #sums: Float64Array;

  constructor(source: PixelSource) {
    this.#width = source.width;
    this.#height = source.height;
    const [right, bottom] = [source.width - 1, source.height - 1];
    const pixels = new Uint8ClampedArray(8 * (source.width + source.height));
    const [top, low] = [source.read(0, 0, source.width, 1), source.read(0, bottom, source.width, 1)];
    const [left, far] = [source.read(0, 0, 1, source.height), source.read(right, 0, 1, source.height)];
    // Clockwise from the upper left; corners stand in two lines.
    pixels.set(top, 0);
    pixels.set(far, top.length);
    pixels.set(reversed(low), top.length + far.length);
    pixels.set(reversed(left), 2 * top.length + far.length);
    this.#length = pixels.length / 4;
    this.#sums = new Float64Array(4 * (2 * this.#length + 1));
    for (let i = 0; i < 2 * this.#length; i++) {
      const at = (i % this.#length) * 4;
      const alpha = pixels[at + 3] ?? 0;
      for (let channel = 0; channel < 4; channel++) {
        const value = channel === 3 ? alpha : (pixels[at + channel] ?? 0) * alpha;
        this.#sums[4 * (i + 1) + channel] = (this.#sums[4 * i + channel] ?? 0) + value;
      }
    }
  }

  /** Writes the colour at a place outside of the picture, opaque. */
  write(x: number, y: number, out: Uint8ClampedArray, at: number): void {
    const nearX = Math.max(0, Math.min(this.#width - 1, x));
    const nearY = Math.max(0, Math.min(this.#height - 1, y));
    const away = Math.max(Math.abs(x - nearX), Math.abs(y - nearY));
    const place = this.#placeOf(x, y, nearX, nearY);
    // Next to the picture it is the edge itself; never more than once around.
    const radius = Math.min(away - 1, Math.floor((this.#length - 1) / 2));
    const from = 4 * ((place - radius + this.#length) % this.#length);
    const to = from + 4 * (2 * radius + 1);
    const alpha = (this.#sums[to + 3] ?? 0) - (this.#sums[from + 3] ?? 0);
    for (let channel = 0; channel < 3; channel++) {
      const sum = (this.#sums[to + channel] ?? 0) - (this.#sums[from + channel] ?? 0);
      // Grey where nothing of the edge is to be seen.
      out[at + channel] = alpha === 0 ? 128 : sum / alpha;
    }
    out[at + 3] = 255;
  }

  /** Where on the way around the nearest pixel stands. */
  #placeOf(x: number, y: number, nearX: number, nearY: number): number {
    if (y < 0) return nearX;
    if (x >= this.#width) return this.#width + nearY;
    if (y >= this.#height) return 2 * this.#width + this.#height - 1 - nearX;
    return 2 * (this.#width + this.#height) - 1 - nearY;
  }
}

/** The pixels of a line the other way around. */
function reversed(line: Uint8ClampedArray): Uint8ClampedArray {
  const out = new Uint8ClampedArray(line.length);
  for (let from = 0, to = line.length - 4; to >= 0; from += 4, to -= 4) out.set(line.subarray(from, from + 4), to);
  return out;
}
