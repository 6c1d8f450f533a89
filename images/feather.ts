/**
 * How far a feather of this length reaches, in whole pixels: further than this from what is covered,
 * coverage is exactly 0, and further than this inside of it exactly what it was.
 */
export function featherReach(feather: number): number {
  return Math.round(feather);
}

/**
 * Blurs coverage in place by three boxes after one another in each direction, which comes close to a
 * Gaussian (central limit theorem) and, unlike it, ends: after `reach` pixels. What lies beyond the
 * edges is taken to be as the edges are.
 *
 * @param coverage 0–255, row by row.
 */
export function spread(coverage: Uint8ClampedArray, width: number, reach: number): void {
  const height = coverage.length / width;
  const radii = [Math.floor(reach / 3), Math.floor((reach + 1) / 3), Math.floor((reach + 2) / 3)];
  const lines = new Uint8ClampedArray(2 * Math.max(width, height));
  for (let y = 0; y < height; y++) blurLine(coverage, y * width, 1, width, radii, lines);
  for (let x = 0; x < width; x++) blurLine(coverage, x, width, height, radii, lines);
}

/** Blurs `count` values that are `step` apart, in `lines`, which has room for twice as many. */
function blurLine(
  values: Uint8ClampedArray,
  start: number,
  step: number,
  count: number,
  radii: readonly number[],
  lines: Uint8ClampedArray,
): void {
  let line = lines.subarray(0, count);
  let blurred = lines.subarray(count, 2 * count);
  for (let i = 0, at = start; i < count; i++, at += step) line[i] = values[at] ?? 0;
  for (const radius of radii) {
    boxBlur(line, blurred, radius);
    [line, blurred] = [blurred, line];
  }
  for (let i = 0, at = start; i < count; i++, at += step) values[at] = line[i] ?? 0;
}

/** Makes of each value the mean of those up to `radius` from it. */
function boxBlur(line: Uint8ClampedArray, out: Uint8ClampedArray, radius: number): void {
  const last = line.length - 1;
  let sum = (line[0] ?? 0) * (radius + 1);
  for (let i = 1; i <= radius; i++) sum += line[Math.min(i, last)] ?? 0;
  const share = 1 / (2 * radius + 1);
  for (let i = 0; i <= last; i++) {
    out[i] = sum * share;
    sum += (line[Math.min(i + radius + 1, last)] ?? 0) - (line[Math.max(i - radius, 0)] ?? 0);
  }
}
