import type { Point } from './landmarks';

/** A turn, a scale and a shift: `x' = a·x − b·y + x0`, `y' = b·x + a·y + y0`. */
export interface Similarity {
  a: number;
  b: number;
  x: number;
  y: number;
}

/** Side of the squares in which `template` says where a face is, in pixels. */
export const alignedSide = 512;

/**
 * Where an aligned face has its eyes, the tip of its nose and the corners of its mouth, left to right as they are seen: the
 * means over FFHQ that facexlib and GFPGAN align by, in a square of 512 pixels.
 */
export const template: readonly Point[] = [
  { x: 192.98138, y: 239.94708 },
  { x: 318.90277, y: 240.1936 },
  { x: 256.63416, y: 314.01935 },
  { x: 201.26117, y: 371.41043 },
  { x: 313.08905, y: 371.15118 },
];

/**
 * The similarity that brings points nearest to others, in the sum of squared distances (Umeyama, 1991; it never mirrors).
 *
 * @returns nothing where the points are all one.
 */
export function similarityBetween(from: readonly Point[], to: readonly Point[]): Similarity | undefined {
  const [middle, target] = [meanOf(from), meanOf(to)];
  let [along, across, spread] = [0, 0, 0];
  for (const [i, { x, y }] of from.entries()) {
    const other = to[i] ?? target;
    const [px, py, qx, qy] = [x - middle.x, y - middle.y, other.x - target.x, other.y - target.y];
    along += px * qx + py * qy;
    across += px * qy - py * qx;
    spread += px * px + py * py;
  }
  if (!(spread > 0)) return undefined;
  const [a, b] = [along / spread, across / spread];
  return { a, b, x: target.x - a * middle.x + b * middle.y, y: target.y - b * middle.x - a * middle.y };
}

/** How many pixels one becomes, in each direction. */
export function scaleOf({ a, b }: Similarity): number {
  return Math.hypot(a, b);
}

export function applied({ a, b, x: x0, y: y0 }: Similarity, { x, y }: Point): Point {
  return { x: a * x - b * y + x0, y: b * x + a * y + y0 };
}

export function inverse({ a, b, x, y }: Similarity): Similarity {
  const square = a * a + b * b;
  const [c, d] = [a / square, -b / square];
  return { a: c, b: d, x: -c * x + d * y, y: -d * x - c * y };
}

function meanOf(points: readonly Point[]): Point {
  const sum = points.reduce((all, { x, y }) => ({ x: all.x + x, y: all.y + y }), { x: 0, y: 0 });
  return { x: sum.x / points.length, y: sum.y / points.length };
}
