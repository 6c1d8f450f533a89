import type { PixelSource } from './pixel-source';
import { intersection, type Size } from './rectangle';
import type { Coverage } from './read-region';
import type { RegionPlan } from './region';
import { resamplingTaps, type Taps } from './resample';
import type { Rectangle } from './tiles';

/**
 * A picture with what a model painted laid over a part of it. Where nothing is covered, or outside of the
 * window, its bytes are those of the original; elsewhere the painting lies over it, as opaque as the pixel
 * is covered. Read it in bands of whole rows: memory is that of the band and of the painting.
 *
 * Closing it closes the original.
 *
 * @param planes RGB, 0–1: `[3, plan.height, plan.width]`.
 */
export function blendRegion(
  source: PixelSource,
  plan: RegionPlan,
  coverage: Coverage,
  planes: Float32Array,
): PixelSource {
  const { window } = plan;
  return {
    width: source.width,
    height: source.height,
    colorSpace: source.colorSpace,
    mayHaveAlpha: source.mayHaveAlpha,
    read(x, y, width, height) {
      const pixels = source.read(x, y, width, height);
      const area = intersection({ x, y, width, height }, window);
      if (!area) return pixels;
      const covered = coverage(area);
      if (covered.every((value) => value === 0)) return pixels;
      const painting = new PaintedRows(plan, planes, area);
      for (let row = 0; row < area.height; row++) {
        const painted = painting.row(area.y + row);
        const at = ((area.y - y + row) * width + area.x - x) * 4;
        layOver(pixels, at, painted, covered.subarray(row * area.width, (row + 1) * area.width));
      }
      return pixels;
    },
    close: () => source.close(),
  };
}

/** Porter and Duff's `over`, with straight alpha: `painted` is opaque as far as it covers. */
function layOver(pixels: Uint8ClampedArray, start: number, painted: Float32Array, covered: Uint8ClampedArray): void {
  const width = covered.length;
  for (let x = 0, at = start; x < width; x++, at += 4) {
    const cover = (covered[x] ?? 0) / 255;
    if (cover === 0) continue;
    const kept = ((1 - cover) * (pixels[at + 3] ?? 0)) / 255;
    const alpha = cover + kept;
    for (let channel = 0; channel < 3; channel++) {
      const over = cover * 255 * (painted[channel * width + x] ?? 0);
      pixels[at + channel] = (over + kept * (pixels[at + channel] ?? 0)) / alpha;
    }
    pixels[at + 3] = 255 * alpha;
  }
}

/** Rows of a painting at the picture's size, top down, 0–1, RGB one after another. */
class PaintedRows {
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
