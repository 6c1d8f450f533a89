/** From which values, with what weights, a value of another size is made; the weights add up to 1. */
export interface Taps {
  first: number;
  weights: Float32Array;
}

/**
 * How a row of `from` values becomes one of `to`: shrunk, each is the mean of the stretch that it stands
 * for; grown, it is interpolated by Catmull and Rom's cubic (Keys, 1981, a = −1/2). Of the same size it
 * stays as it is. Beyond its ends a row goes on as it ends.
 *
 * @param begin, end which of the `to` values are wanted: from the first to before the second.
 */
export function resamplingTaps(from: number, to: number, begin = 0, end = to): Taps[] {
  const step = from / to;
  const tapsOf = step >= 1 ? averaging : interpolating;
  return Array.from({ length: end - begin }, (_, i) => tapsOf(begin + i, step, from));
}

function averaging(index: number, step: number, from: number): Taps {
  const start = index * step;
  const end = (index + 1) * step;
  // Sums of fractions miss whole numbers by a little, which must not become a tap of its own.
  const first = Math.min(from - 1, Math.floor(start + 1e-9));
  const last = Math.max(first, Math.min(from, Math.ceil(end - 1e-9)) - 1);
  const weights = new Float32Array(last - first + 1);
  for (let i = first; i <= last; i++) weights[i - first] = Math.min(i + 1, end) - Math.max(i, start);
  return { first, weights: normalised(weights) };
}

function interpolating(index: number, step: number, from: number): Taps {
  const middle = (index + 0.5) * step - 0.5;
  const before = Math.floor(middle) - 1;
  const first = Math.max(0, before);
  const last = Math.min(from - 1, before + 3);
  const weights = new Float32Array(last - first + 1);
  for (let i = before; i <= before + 3; i++) {
    const at = Math.max(first, Math.min(last, i)) - first;
    weights[at] = (weights[at] ?? 0) + cubic(Math.abs(middle - i));
  }
  return { first, weights: normalised(weights) };
}

function cubic(distance: number): number {
  if (distance < 1) return (1.5 * distance - 2.5) * distance * distance + 1;
  if (distance < 2) return ((-0.5 * distance + 2.5) * distance - 4) * distance + 2;
  return 0;
}

function normalised(weights: Float32Array): Float32Array {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}
