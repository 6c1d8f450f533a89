import type { Size } from './rectangle';
import { resamplingTaps } from './resample';

/** A plane of numbers at another size, by `resamplingTaps`; what the cubic overshoots is not cut off. */
export function resizePlane(plane: Float32Array, from: Size, to: Size): Float32Array<ArrayBuffer> {
  const columns = resamplingTaps(from.width, to.width);
  const rows = resamplingTaps(from.height, to.height);
  const wide = new Float32Array(to.width * from.height);
  for (let y = 0; y < from.height; y++) {
    columns.forEach(({ first, weights }, x) => {
      let sum = 0;
      for (let i = 0; i < weights.length; i++) sum += (weights[i] ?? 0) * (plane[y * from.width + first + i] ?? 0);
      wide[y * to.width + x] = sum;
    });
  }
  const out = new Float32Array(to.width * to.height);
  rows.forEach(({ first, weights }, y) => {
    weights.forEach((weight, i) => {
      const start = (first + i) * to.width;
      for (let x = 0; x < to.width; x++) out[y * to.width + x] = (out[y * to.width + x] ?? 0) + weight * (wide[start + x] ?? 0);
    });
  });
  return out;
}
