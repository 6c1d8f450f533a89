/**
 * Means over squares that reach `radius` to every side of each value, in time that does not depend on it. At the
 * edges they are over what of the square lies inside.
 *
 * @param plane row by row.
 * @returns a plane of the same size.
 */
export function boxMean(plane: Float32Array, width: number, radius: number): Float32Array<ArrayBuffer> {
  const out = new Float32Array(plane.length);
  const height = plane.length / width;
  for (let y = 0; y < height; y++) meanLine(plane, out, y * width, 1, width, radius);
  // Columns one by one would leave the cache at every step: sums of a row's columns go down together.
  return meanColumns(out, width, height, radius);
}

function meanLine(from: Float32Array, to: Float32Array, start: number, step: number, count: number, radius: number): void {
  let sum = 0;
  let inside = Math.min(radius, count);
  for (let i = 0; i < inside; i++) sum += from[start + i * step] ?? 0;
  for (let i = 0; i < count; i++) {
    if (i + radius < count) {
      sum += from[start + (i + radius) * step] ?? 0;
      inside++;
    }
    if (i - radius - 1 >= 0) {
      sum -= from[start + (i - radius - 1) * step] ?? 0;
      inside--;
    }
    to[start + i * step] = sum / inside;
  }
}

function meanColumns(plane: Float32Array, width: number, height: number, radius: number): Float32Array<ArrayBuffer> {
  const out = new Float32Array(plane.length);
  const sums = new Float64Array(width);
  const add = (y: number, sign: 1 | -1): void => {
    for (let x = 0, at = y * width; x < width; x++, at++) sums[x] = (sums[x] ?? 0) + sign * (plane[at] ?? 0);
  };
  let inside = Math.min(radius, height);
  for (let y = 0; y < inside; y++) add(y, 1);
  for (let y = 0; y < height; y++) {
    if (y + radius < height) {
      add(y + radius, 1);
      inside++;
    }
    if (y - radius - 1 >= 0) {
      add(y - radius - 1, -1);
      inside--;
    }
    for (let x = 0, at = y * width; x < width; x++, at++) out[at] = (sums[x] ?? 0) / inside;
  }
  return out;
}
