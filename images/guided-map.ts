import { boxMean } from './box-mean';
import type { Size } from './rectangle';
import { StretchedRows } from './stretched-rows';

export interface Guidance {
  /** How far around a place it is looked at how values follow the guide, in pixels of the small picture. */
  radius: number;
  /** Variance of the guide below which it says nothing, so that values are smoothed. */
  epsilon: number;
}

/**
 * A small map brought to a picture's size so that its edges lie where the picture's are: around every place the map is
 * taken for a straight line over the picture's own lightness, and those lines are stretched instead of the map (He and
 * Sun, Fast Guided Filter, 2015). It never leaves the range of the map's values.
 */
export class GuidedMap {
  readonly #lines: StretchedRows;
  readonly #row: Float32Array;
  readonly #least: number;
  readonly #most: number;

  /**
   * @param values, guide of the small picture's pixels; `guide` is lightness as `read` gets it for the large one.
   */
  constructor(values: Float32Array, guide: Float32Array, small: Size, picture: Size, { radius, epsilon }: Guidance) {
    const mean = (of: Float32Array): Float32Array<ArrayBuffer> => boxMean(of, small.width, radius);
    const [values1, guide1] = [mean(values), mean(guide)];
    const both = mean(values.map((value, i) => value * (guide[i] ?? 0)));
    const square = mean(guide.map((value) => value * value));
    const slope = both.map((value, i) => {
      const middle = guide1[i] ?? 0;
      const variance = Math.max(0, (square[i] ?? 0) - middle * middle);
      return (value - middle * (values1[i] ?? 0)) / (variance + epsilon);
    });
    const start = values1.map((value, i) => value - (slope[i] ?? 0) * (guide1[i] ?? 0));
    const lines = new Float32Array(2 * values.length);
    lines.set(mean(slope));
    lines.set(mean(start), values.length);
    this.#lines = new StretchedRows(lines, small, picture);
    this.#row = new Float32Array(2 * picture.width);
    this.#least = values.reduce((least, value) => Math.min(least, value), Infinity);
    this.#most = values.reduce((most, value) => Math.max(most, value), -Infinity);
  }

  /**
   * @param guide row `y` of the picture's lightness; replaced by what the map is there.
   */
  read(y: number, guide: Float32Array): void {
    this.#lines.read(y, this.#row);
    const width = guide.length;
    for (let x = 0; x < width; x++) {
      const value = (this.#row[x] ?? 0) * (guide[x] ?? 0) + (this.#row[width + x] ?? 0);
      guide[x] = Math.max(this.#least, Math.min(this.#most, value));
    }
  }
}
