import type { Size } from '../../../images/rectangle';

/**
 * The largest radius of those pixels whose discs, or rather the squares around them, reach a place; 0 where none does.
 *
 * @param radius of each pixel's disc, 0 for none.
 */
export function widestAround(radius: Float32Array, { width, height }: Size): Float32Array<ArrayBuffer> {
  const across = new Float32Array(radius.length);
  const out = new Float32Array(radius.length);
  for (let y = 0; y < height; y++) reachLine(radius, across, y * width, 1, width);
  for (let x = 0; x < width; x++) reachLine(across, out, x, width, height);
  return out;
}

function reachLine(from: Float32Array, to: Float32Array, start: number, step: number, count: number): void {
  for (let i = 0; i < count; i++) {
    const radius = from[start + i * step] ?? 0;
    if (radius === 0) continue;
    const reach = Math.ceil(radius);
    for (let at = Math.max(0, i - reach); at <= Math.min(count - 1, i + reach); at++) {
      const index = start + at * step;
      if ((to[index] ?? 0) < radius) to[index] = radius;
    }
  }
}
