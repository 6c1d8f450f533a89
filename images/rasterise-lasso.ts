import type { ShapeTarget } from './rasterise-shape';

/** Lines within a row of pixels along which what is inside is measured. */
const linesPerRow = 4;

interface Edge {
  top: number;
  bottom: number;
  /** At the top. */
  x: number;
  perRow: number;
  /** 1 going down, -1 going up. */
  winding: number;
}

/**
 * What a closed line surrounds (nonzero winding): exact along four lines through each row of pixels,
 * and the mean of them.
 *
 * @param points x and y of each point in turn.
 */
export function rasteriseLasso(points: readonly number[], target: ShapeTarget): void {
  const edges = edgesOf(points).sort((a, b) => a.top - b.top);
  const { x: left, width } = target.area;
  const covered = new Float32Array(width);
  const lowest = edges.reduce((y, edge) => Math.max(y, edge.bottom), -Infinity);
  const [top, bottom] = target.rows((edges[0]?.top ?? 0) - 0.5, lowest + 0.5);
  let next = 0;
  let open: Edge[] = [];
  for (let y = top; y < bottom; y++) {
    const begun = next;
    while ((edges[next]?.top ?? Infinity) < y + 1) next++;
    open = [...open, ...edges.slice(begun, next)].filter((edge) => edge.bottom > y);
    covered.fill(0);
    for (let line = 0; line < linesPerRow; line++) {
      addInside(open, y + (line + 0.5) / linesPerRow, left, covered);
    }
    for (let x = 0; x < width; x++) {
      const part = (covered[x] ?? 0) / linesPerRow;
      if (part > 0) target.cover(y, left + x, Math.min(1, part));
    }
  }
}

function edgesOf(points: readonly number[]): Edge[] {
  const edges: Edge[] = [];
  for (let i = 0; i < points.length; i += 2) {
    const ax = points[i] ?? 0;
    const ay = points[i + 1] ?? 0;
    const bx = points[(i + 2) % points.length] ?? 0;
    const by = points[(i + 3) % points.length] ?? 0;
    if (ay === by) continue;
    const down = by > ay;
    edges.push({
      top: Math.min(ay, by),
      bottom: Math.max(ay, by),
      x: down ? ax : bx,
      perRow: (bx - ax) / (by - ay),
      winding: down ? 1 : -1,
    });
  }
  return edges;
}

/** Adds, for each pixel, the part of the horizontal line at `y` that lies inside and in the pixel. */
function addInside(edges: readonly Edge[], y: number, left: number, covered: Float32Array): void {
  const crossings = edges
    .filter((edge) => edge.top <= y && y < edge.bottom)
    .map((edge) => ({ x: edge.x + (y - edge.top) * edge.perRow - left, winding: edge.winding }))
    .sort((a, b) => a.x - b.x);
  let winding = 0;
  let entered = 0;
  for (const crossing of crossings) {
    const inside = winding !== 0;
    winding += crossing.winding;
    if (!inside) entered = crossing.x;
    else if (winding === 0) addSpan(Math.max(0, entered), Math.min(covered.length, crossing.x), covered);
  }
}

function addSpan(from: number, to: number, covered: Float32Array): void {
  for (let x = Math.floor(from); x < to; x++) {
    covered[x] = (covered[x] ?? 0) + Math.min(x + 1, to) - Math.max(x, from);
  }
}
