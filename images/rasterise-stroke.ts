import type { ShapeTarget } from './rasterise-shape';

/**
 * What a round brush covers that is drawn along a line: a pixel by how far its middle is from the line,
 * with an edge one pixel wide. Work grows with the length of the edge; what lies inside is only filled.
 *
 * @param points x and y of each point in turn.
 */
export function rasteriseStroke(points: readonly number[], radius: number, target: ShapeTarget): void {
  const outer = new Capsule(radius + 0.5);
  const inner = new Capsule(radius - 0.5);
  const last = points.length - 2;
  for (let i = 0; i === 0 || i < last; i += 2) {
    const ax = points[i] ?? 0;
    const ay = points[i + 1] ?? 0;
    const bx = points[i + 2] ?? ax;
    const by = points[i + 3] ?? ay;
    outer.place(ax, ay, bx, by);
    inner.place(ax, ay, bx, by);
    const [top, bottom] = target.rows(Math.min(ay, by) - radius - 0.5, Math.max(ay, by) + radius + 0.5);
    for (let y = top; y < bottom; y++) {
      const middle = y + 0.5;
      if (!outer.cut(middle)) continue;
      const [from, to] = target.columns(outer.left, outer.right);
      let [whole, edge] = [to, to];
      if (inner.cut(middle)) {
        [whole, edge] = target.columns(inner.left, inner.right);
        target.fill(y, whole, edge);
      }
      for (let x = from; x < to; x++) {
        if (x === whole && edge > whole) x = edge;
        if (x < to) target.cover(y, x, Math.max(0, Math.min(1, radius + 0.5 - outer.distance(x + 0.5, middle))));
      }
    }
  }
}

/** All points within a distance of a piece of a straight line. */
class Capsule {
  readonly #radius: number;
  #ax = 0;
  #ay = 0;
  #bx = 0;
  #by = 0;
  /** Where the line that was cut last enters and leaves. */
  left = 0;
  right = 0;

  constructor(radius: number) {
    this.#radius = radius;
  }

  place(ax: number, ay: number, bx: number, by: number): void {
    this.#ax = ax;
    this.#ay = ay;
    this.#bx = bx;
    this.#by = by;
  }

  distance(x: number, y: number): number {
    const dx = this.#bx - this.#ax;
    const dy = this.#by - this.#ay;
    const squared = dx * dx + dy * dy;
    const along = squared === 0 ? 0 : ((x - this.#ax) * dx + (y - this.#ay) * dy) / squared;
    const nearest = Math.max(0, Math.min(1, along));
    return Math.hypot(x - this.#ax - nearest * dx, y - this.#ay - nearest * dy);
  }

  /** Cuts it with a horizontal line: it is convex, so that the cut is one piece. */
  cut(y: number): boolean {
    this.left = Infinity;
    this.right = -Infinity;
    this.#cutCap(this.#ax, this.#ay, y);
    this.#cutCap(this.#bx, this.#by, y);
    const dx = this.#bx - this.#ax;
    const dy = this.#by - this.#ay;
    const length = Math.hypot(dx, dy);
    if (length > 0 && this.#radius > 0) {
      const nx = (-dy / length) * this.#radius;
      const ny = (dx / length) * this.#radius;
      this.#cutSide(this.#ax + nx, this.#ay + ny, this.#bx + nx, this.#by + ny, y);
      this.#cutSide(this.#ax - nx, this.#ay - ny, this.#bx - nx, this.#by - ny, y);
    }
    return this.right >= this.left;
  }

  #cutCap(x: number, middle: number, y: number): void {
    const squared = this.#radius * this.#radius - (y - middle) * (y - middle);
    if (this.#radius <= 0 || squared < 0) return;
    this.#reach(x - Math.sqrt(squared));
    this.#reach(x + Math.sqrt(squared));
  }

  #cutSide(ax: number, ay: number, bx: number, by: number, y: number): void {
    if (ay === by || y < Math.min(ay, by) || y > Math.max(ay, by)) return;
    this.#reach(ax + ((y - ay) / (by - ay)) * (bx - ax));
  }

  #reach(x: number): void {
    this.left = Math.min(this.left, x);
    this.right = Math.max(this.right, x);
  }
}
