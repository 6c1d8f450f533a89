import type { MaskShape } from './mask';
import { rasteriseCoverage } from './rasterise-coverage';
import { rasteriseEllipse } from './rasterise-ellipse';
import { rasteriseLasso } from './rasterise-lasso';
import { rasteriseStroke } from './rasterise-stroke';
import type { Rectangle } from './tiles';

/** Coverage of an area of the picture, while one shape is laid over it. */
export class ShapeTarget {
  readonly area: Rectangle;
  readonly #coverage: Uint8ClampedArray;
  readonly #erase: boolean;

  constructor(area: Rectangle, coverage: Uint8ClampedArray, erase: boolean) {
    this.area = area;
    this.#coverage = coverage;
    this.#erase = erase;
  }

  /** The rows of the area whose middle lies in [from, to], in pixels of the picture: first, and behind the last. */
  rows(from: number, to: number): [number, number] {
    const { y, height } = this.area;
    return [Math.max(y, Math.ceil(from - 0.5)), Math.min(y + height, Math.floor(to - 0.5) + 1)];
  }

  /** As `rows`, for the pixels of a row. */
  columns(from: number, to: number): [number, number] {
    const { x, width } = this.area;
    return [Math.max(x, Math.ceil(from - 0.5)), Math.min(x + width, Math.floor(to - 0.5) + 1)];
  }

  /** Covers the pixels from `from` to before `to` wholly; all of them in the area. */
  fill(y: number, from: number, to: number): void {
    const start = (y - this.area.y) * this.area.width - this.area.x;
    if (to > from) this.#coverage.fill(this.#erase ? 0 : 255, start + from, start + to);
  }

  /**
   * Covers one pixel of the area in part, 0–1. The larger part counts where a pixel is covered more
   * than once, so that a shape may come by as often as it likes.
   */
  cover(y: number, x: number, part: number): void {
    const at = (y - this.area.y) * this.area.width + x - this.area.x;
    const before = this.#coverage[at] ?? 0;
    this.#coverage[at] = this.#erase ? Math.min(before, 255 - 255 * part) : Math.max(before, 255 * part);
  }
}

/** Lays one shape over coverage (0–255, row by row) of an area of the picture. */
export function rasteriseShape(shape: MaskShape, area: Rectangle, coverage: Uint8ClampedArray): void {
  const target = new ShapeTarget(area, coverage, shape.erase);
  switch (shape.kind) {
    case 'stroke':
      rasteriseStroke(shape.points, shape.radius, target);
      return;
    case 'lasso':
      rasteriseLasso(shape.points, target);
      return;
    case 'rectangle':
      rasteriseRectangle(shape, target);
      return;
    case 'ellipse':
      rasteriseEllipse(shape, target);
      return;
    case 'coverage':
      rasteriseCoverage(shape, target);
  }
}

/** Every pixel by the part of it that lies in the rectangle. */
function rasteriseRectangle({ x, y, width, height }: Rectangle, target: ShapeTarget): void {
  const shared = (at: number, start: number, length: number): number =>
    Math.max(0, Math.min(at + 1, start + length) - Math.max(at, start));
  const [top, bottom] = target.rows(y - 0.5, y + height + 0.5);
  const [left, right] = target.columns(x - 0.5, x + width + 0.5);
  for (let row = top; row < bottom; row++) {
    const vertical = shared(row, y, height);
    if (vertical === 1) target.fill(row, ...target.columns(Math.ceil(x), Math.floor(x + width)));
    for (let column = left; column < right; column++) {
      const horizontal = shared(column, x, width);
      // What is covered wholly is filled already.
      if (vertical === 1 && horizontal === 1) column = Math.max(column, Math.floor(x + width) - 1);
      else target.cover(row, column, vertical * horizontal);
    }
  }
}
