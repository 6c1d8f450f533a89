import type { MaskShape } from './mask';
import type { ShapeTarget } from './rasterise-shape';

type CoverageShape = Extract<MaskShape, { kind: 'coverage' }>;

/** Lays coverage that something found over its rectangle, interpolated between the middles of its parts. */
export function rasteriseCoverage(shape: CoverageShape, target: ShapeTarget): void {
  const { x, y, width, height, columns, rows, values } = shape;
  if (width <= 0 || height <= 0) return;
  const [top, bottom] = target.rows(y, y + height);
  const [left, right] = target.columns(x, x + width);
  const across = Array.from({ length: Math.max(0, right - left) }, (_, i) => between(left + i, x, width, columns));
  for (let row = top; row < bottom; row++) {
    const down = between(row, y, height, rows);
    const [above, below] = [down.first * columns, down.second * columns];
    for (let column = left; column < right; column++) {
      const at = across[column - left];
      if (!at) continue;
      const upper = mixed(values[above + at.first] ?? 0, values[above + at.second] ?? 0, at.part);
      const lower = mixed(values[below + at.first] ?? 0, values[below + at.second] ?? 0, at.part);
      const value = mixed(upper, lower, down.part);
      if (value > 0) target.cover(row, column, value / 255);
    }
  }
}

interface Between {
  first: number;
  second: number;
  /** How far it is from the first to the second, 0–1. */
  part: number;
}

/** Between the middles of which two of `count` parts the middle of a pixel lies. */
function between(pixel: number, start: number, length: number, count: number): Between {
  const at = Math.max(0, Math.min(count - 1, ((pixel + 0.5 - start) * count) / length - 0.5));
  const first = Math.floor(at);
  return { first, second: Math.min(count - 1, first + 1), part: at - first };
}

function mixed(from: number, to: number, part: number): number {
  return from + (to - from) * part;
}
