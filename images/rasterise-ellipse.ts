import type { ShapeTarget } from './rasterise-shape';
import type { Rectangle } from './tiles';

/**
 * What the ellipse covers that touches the four sides of a rectangle: a pixel by how far its middle is from the edge, with
 * an edge about one pixel wide.
 */
export function rasteriseEllipse({ x, y, width, height }: Rectangle, target: ShapeTarget): void {
  const [radiusX, radiusY] = [width / 2, height / 2];
  if (radiusX <= 0 || radiusY <= 0) return;
  const [middleX, middleY] = [x + radiusX, y + radiusY];
  const [top, bottom] = target.rows(y - 0.5, y + height + 0.5);
  for (let row = top; row < bottom; row++) {
    const down = (row + 0.5 - middleY) / radiusY;
    const [left, right] = target.columns(x - 0.5, x + width + 0.5);
    // All of these pixels lie wholly inside.
    const inside = (1 - 1 / radiusX) ** 2 - Math.max(0, Math.abs(down) + 1 / radiusY) ** 2;
    const half = inside > 0 && radiusX > 1 ? Math.sqrt(inside) * radiusX : 0;
    const [whole, edge] = half > 0 ? target.columns(middleX - half, middleX + half) : [right, right];
    target.fill(row, whole, edge);
    for (let column = left; column < right; column++) {
      if (column === whole && edge > whole) column = edge;
      if (column >= right) break;
      const across = (column + 0.5 - middleX) / radiusX;
      const value = Math.hypot(across, down);
      // Distance to the edge to first order: the value over the length of its gradient.
      const slope = value === 0 ? 1 / Math.min(radiusX, radiusY) : Math.hypot(across / radiusX, down / radiusY) / value;
      target.cover(row, column, Math.max(0, Math.min(1, (1 - value) / slope + 0.5)));
    }
  }
}
