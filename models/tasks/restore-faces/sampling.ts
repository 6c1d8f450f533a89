/** A picture in planes that is looked at between its pixels: RGB, `[3, height, width]`. */
export interface Planes {
  data: Float32Array;
  width: number;
  height: number;
}

/** Weights of the four values around a place, by Catmull and Rom's cubic (Keys, 1981, a = −1/2). */
function weightsAt(part: number, out: Float32Array): void {
  const square = part * part;
  const cube = square * part;
  out[0] = -0.5 * cube + square - 0.5 * part;
  out[1] = 1.5 * cube - 2.5 * square + 1;
  out[2] = -1.5 * cube + 2 * square + 0.5 * part;
  out[3] = 0.5 * cube - 0.5 * square;
}

/** Reads planes between their pixels; beyond their edges they go on as they end. */
export class Sampler {
  readonly #planes: Planes;
  readonly #across = new Float32Array(4);
  readonly #down = new Float32Array(4);

  constructor(planes: Planes) {
    this.#planes = planes;
  }

  /** Writes the colour at (x, y) into three places of `out`; (0.5, 0.5) is the middle of the first pixel. */
  read(x: number, y: number, out: Float32Array): void {
    const { data, width, height } = this.#planes;
    const [left, top] = [Math.floor(x - 0.5), Math.floor(y - 0.5)];
    weightsAt(x - 0.5 - left, this.#across);
    weightsAt(y - 0.5 - top, this.#down);
    for (let channel = 0; channel < 3; channel++) {
      let sum = 0;
      for (let row = 0; row < 4; row++) {
        const start = (channel * height + within(top - 1 + row, height)) * width;
        let line = 0;
        for (let column = 0; column < 4; column++) line += (this.#across[column] ?? 0) * (data[start + within(left - 1 + column, width)] ?? 0);
        sum += (this.#down[row] ?? 0) * line;
      }
      out[channel] = sum;
    }
  }
}

function within(index: number, length: number): number {
  return index < 0 ? 0 : index >= length ? length - 1 : index;
}
