import type { Size } from './rectangle';

/** The mean of the values up to `radius` away in each direction, as far as there are any. */
export function boxMean(values: Float32Array, { width, height }: Size, radius: number): Float32Array<ArrayBuffer> {
  const across = new Float32Array(values.length);
  const out = new Float32Array(values.length);
  for (let y = 0; y < height; y++) meanLine(values, across, y * width, 1, width, radius);
  for (let x = 0; x < width; x++) meanLine(across, out, x, width, height, radius);
  return out;
}

function meanLine(from: Float32Array, to: Float32Array, start: number, step: number, count: number, radius: number): void {
  let sum = 0;
  let values = 0;
  for (let i = 0; i < Math.min(count, radius); i++, values++) sum += from[start + i * step] ?? 0;
  for (let i = 0; i < count; i++) {
    if (i + radius < count) {
      sum += from[start + (i + radius) * step] ?? 0;
      values++;
    }
    if (i > radius) {
      sum -= from[start + (i - radius - 1) * step] ?? 0;
      values--;
    }
    to[start + i * step] = sum / values;
  }
}
