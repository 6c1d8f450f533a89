import fc from 'fast-check';
import { expect, test } from 'vitest';
import { resamplingTaps } from '../../../images/resample';
import { size } from '../../sizes';

const lengths = fc.tuple(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 400 }));

function resample(values: readonly number[], to: number): number[] {
  return resamplingTaps(values.length, to).map(({ first, weights }) =>
    weights.reduce((sum, weight, i) => sum + weight * (values[first + i] ?? NaN), 0),
  );
}

test('weights add up to 1 and lie on values that there are', () => {
  fc.assert(
    fc.property(lengths, ([from, to]) => {
      const all = resamplingTaps(from, to);
      expect(all).toHaveLength(to);
      for (const { first, weights } of all) {
        expect(first).toBeGreaterThanOrEqual(0);
        expect(first + weights.length).toBeLessThanOrEqual(from);
        expect(Math.abs(weights.reduce((sum, weight) => sum + weight, 0) - 1)).toBeLessThan(1e-6);
      }
    }),
    { numRuns: Math.min(size('fuzzRuns'), 4000) },
  );
});

test('a part of a row is the same as in the whole row', () => {
  fc.assert(
    fc.property(lengths, fc.nat(), fc.nat(), ([from, to], a, b) => {
      const begin = a % to;
      const end = begin + (b % (to - begin + 1));
      expect(resamplingTaps(from, to, begin, end)).toEqual(resamplingTaps(from, to).slice(begin, end));
    }),
    { numRuns: 200 },
  );
});

test('of the same size nothing changes', () => {
  const values = [3, 1, 4, 1, 5, 9, 2, 6];
  expect(resample(values, values.length)).toEqual(values);
});

test('shrinking takes means, of parts of values too', () => {
  expect(resample([1, 3, 5, 7], 2)).toEqual([2, 6]);
  const [first = 0, second = 0] = resample([3, 6, 9], 2);
  expect(first).toBeCloseTo(4, 5);
  expect(second).toBeCloseTo(8, 5);
  // The mean of the whole stays what it was.
  const values = Array.from({ length: 100 }, (_, i) => (i * 37) % 101);
  const mean = (list: number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;
  expect(mean(resample(values, 37))).toBeCloseTo(mean(values), 3);
});

test('growing draws straight lines straight and hits the values', () => {
  const line = Array.from({ length: 10 }, (_, i) => 2 * i);
  resample(line, 30).forEach((value, i) => {
    const at = (i + 0.5) / 3 - 0.5;
    if (at >= 1 && at <= 8) expect(value).toBeCloseTo(2 * at, 4);
  });
  const values = [0, 0, 8, 0, 0];
  const grown = resample(values, 15);
  expect(values.map((_, i) => grown[3 * i + 1])).toEqual(values);
  // Catmull and Rom's cubic at a distance of a third and of two thirds.
  expect(grown[6]).toBeCloseTo((8 * (1.5 / 27 - 2.5 / 9 + 1)), 4);
  expect(grown[5]).toBeCloseTo(8 * ((1.5 * 8) / 27 - (2.5 * 4) / 9 + 1), 4);
});
