import type { Size } from './rectangle';
import type { RegionPlan } from './region';
import { resamplingTaps, type Taps } from './resample';
import type { Rectangle } from './tiles';

/**
 * Rows of a painting at the picture's size, read top down: 0–1, RGB one after another. What `row` gives is overwritten by
 * the next.
 */
export class PaintedRows {
  readonly #planes: Float32Array;
  readonly #size: Size;
  readonly #width: number;
  readonly #top: number;
  readonly #columns: Taps[];
  readonly #rows: Taps[];
  /** Rows of the painting that are as wide as the area already. */
  readonly #widened = new Map<number, Float32Array>();
  readonly #out: Float32Array;

  constructor(plan: RegionPlan, planes: Float32Array, area: Rectangle) {
    const { window, width, height } = plan;
    const [left, top] = [area.x - window.x, area.y - window.y];
    this.#planes = planes;
    this.#size = plan;
    this.#width = area.width;
    this.#top = area.y;
    this.#columns = resamplingTaps(width, window.width, left, left + area.width);
    this.#rows = resamplingTaps(height, window.height, top, top + area.height);
    this.#out = new Float32Array(3 * area.width);
  }

  row(y: number): Float32Array {
    const out = this.#out.fill(0);
    const taps = this.#rows[y - this.#top];
    if (!taps) throw new RangeError(`row ${y} is not in the area`);
    for (const known of this.#widened.keys()) if (known < taps.first) this.#widened.delete(known);
    taps.weights.forEach((weight, i) => {
      const from = this.#wide(taps.first + i);
      for (let x = 0; x < out.length; x++) out[x] = (out[x] ?? 0) + weight * (from[x] ?? 0);
    });
    // The cubic overshoots at edges.
    for (let x = 0; x < out.length; x++) out[x] = Math.max(0, Math.min(1, out[x] ?? 0));
    return out;
  }

  #wide(row: number): Float32Array {
    const known = this.#widened.get(row);
    if (known) return known;
    const { width, height } = this.#size;
    const wide = new Float32Array(3 * this.#width);
    for (let channel = 0; channel < 3; channel++) {
      const start = (channel * height + row) * width;
      this.#columns.forEach(({ first, weights }, x) => {
        let sum = 0;
        for (let i = 0; i < weights.length; i++) {
          sum += (weights[i] ?? 0) * (this.#planes[start + first + i] ?? 0);
        }
        wide[channel * this.#width + x] = sum;
      });
    }
    this.#widened.set(row, wide);
    return wide;
  }
}
