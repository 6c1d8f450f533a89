import type { Size } from './rectangle';

/**
 * Rows of small planes at a picture's size, bilinear: what varies slowly needs no more, and, unlike a cubic, it never
 * leaves the range of the values that it lies between.
 */
export class StretchedRows {
  readonly #planes: Float32Array;
  readonly #small: Size;
  readonly #count: number;
  readonly #height: number;
  /** Of each column of the picture, the one to its left and how far it is from there to the next. */
  readonly #left: Int32Array;
  readonly #share: Float32Array;

  /** @param planes `[count, small.height, small.width]`. */
  constructor(planes: Float32Array, small: Size, picture: Size) {
    this.#planes = planes;
    this.#small = { width: small.width, height: small.height };
    this.#count = planes.length / (small.width * small.height);
    this.#height = picture.height;
    this.#left = new Int32Array(picture.width);
    this.#share = new Float32Array(picture.width);
    for (let x = 0; x < picture.width; x++) {
      const at = placed(x, picture.width, small.width);
      this.#left[x] = Math.floor(at);
      this.#share[x] = at - Math.floor(at);
    }
  }

  /** @param out row `y` of every plane, one after the other. */
  read(y: number, out: Float32Array): void {
    const { width, height } = this.#small;
    const at = placed(y, this.#height, height);
    const upper = Math.floor(at);
    const down = at - upper;
    const wide = this.#left.length;
    for (let plane = 0; plane < this.#count; plane++) {
      const above = (plane * height + upper) * width;
      const below = (plane * height + Math.min(height - 1, upper + 1)) * width;
      for (let x = 0, to = plane * wide; x < wide; x++, to++) {
        const left = this.#left[x] ?? 0;
        const right = Math.min(width - 1, left + 1);
        const share = this.#share[x] ?? 0;
        const one = mixed(this.#planes[above + left] ?? 0, this.#planes[above + right] ?? 0, share);
        out[to] = mixed(one, mixed(this.#planes[below + left] ?? 0, this.#planes[below + right] ?? 0, share), down);
      }
    }
  }
}

/** Where the middle of a pixel is among others, of which the first and the last go on beyond their middles. */
function placed(index: number, from: number, to: number): number {
  return Math.max(0, Math.min(to - 1, ((index + 0.5) * to) / from - 0.5));
}

function mixed(one: number, other: number, share: number): number {
  return one + share * (other - one);
}
