import { describe, expect, test } from 'vitest';
import { RecordedNoise, SeededNoise } from '../../../models/diffusion/noise';
import { philox, type Words4 } from '../../../models/diffusion/philox';

const ones = 0xffffffff;

test.each<[Words4, [number, number], Words4]>([
  [[0, 0, 0, 0], [0, 0], [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]],
  [[ones, ones, ones, ones], [ones, ones], [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd]],
  [
    [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    [0xa4093822, 0x299f31d0],
    [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  ],
])('Philox4x32-10 of %j: the known answers of Random123', (counter, key, expected) => {
  expect(philox(counter, key)).toEqual(expected);
});

/** How many numbers are looked at; the bounds below are five standard errors of it. */
const count = 300_000;

describe.each([0, 1, 42, 2 ** 32, 2 ** 53 - 1])('seed %d', (seed) => {
  const values = new SeededNoise(seed).normal(count);

  test('mean, variance, skewness and kurtosis are those of the standard normal distribution', () => {
    const moment = (power: number) => values.reduce((sum, value) => sum + value ** power, 0) / count;
    const error = 5 / Math.sqrt(count);
    expect(Math.abs(moment(1))).toBeLessThan(error);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(error * Math.sqrt(2));
    expect(Math.abs(moment(3))).toBeLessThan(error * Math.sqrt(15));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(error * Math.sqrt(96));
  });

  test('the shares below some values are those of the normal distribution', () => {
    const table = [[-3, 0.0013499], [-2, 0.0227501], [-1, 0.1586553], [0, 0.5], [0.5, 0.6914625], [1.5, 0.9331928]] as const;
    for (const [limit, share] of table) {
      const below = values.reduce((sum, value) => sum + (value < limit ? 1 : 0), 0) / count;
      expect(Math.abs(below - share)).toBeLessThan(5 * Math.sqrt((share * (1 - share)) / count));
    }
  });

  test('neighbours, streams and seeds next to each other have nothing in common', () => {
    const error = 5 / Math.sqrt(count);
    for (const lag of [1, 2, 3, 4, 8]) expect(Math.abs(correlation(values, values.subarray(lag)))).toBeLessThan(error);
    expect(Math.abs(correlation(values, new SeededNoise(seed, 1).normal(count)))).toBeLessThan(error);
    expect(Math.abs(correlation(values, new SeededNoise(seed === 0 ? 1 : seed - 1).normal(count)))).toBeLessThan(error);
    const squares = values.map((value) => value ** 2 - 1);
    const otherSquares = new SeededNoise(seed, 1).normal(count).map((value) => value ** 2 - 1);
    expect(Math.abs(correlation(squares, squares.subarray(1)))).toBeLessThan(2 * error);
    expect(Math.abs(correlation(squares, otherSquares))).toBeLessThan(2 * error);
  });
});

test('two streams share no number in a row', () => {
  const seen = new Set(new SeededNoise(7).normal(10_000));
  const shared = new SeededNoise(7, 1).normal(10_000).filter((value) => seen.has(value));
  // Of float32 numbers a few are equal by chance.
  expect(shared.length).toBeLessThan(100);
});

test('the portions that are drawn do not matter', () => {
  const whole = new SeededNoise(5, 3).normal(40);
  const source = new SeededNoise(5, 3);
  const portions = [1, 2, 0, 5, 4, 8, 3, 17].flatMap((part) => [...source.normal(part)]);
  expect(portions).toEqual([...whole]);
});

test('the numbers stay what they are: pictures that people keep the seed of depend on them', () => {
  // Of the known answer for zeros: √(−2 ln u)·(cos, sin)(2πv), u and v in the middles of 2³² steps.
  const [u = NaN, v = NaN] = [0x6627e8d5, 0xe169c58d].map((word) => (word + 0.5) / 2 ** 32);
  const radius = Math.sqrt(-2 * Math.log(u));
  const first = new SeededNoise(0).normal(2);
  expect(first[0]).toBeCloseTo(radius * Math.cos(2 * Math.PI * v), 6);
  expect(first[1]).toBeCloseTo(radius * Math.sin(2 * Math.PI * v), 6);
  expect([...new SeededNoise(42).normal(5)]).toEqual([
    -0.9701898097991943, 0.19401895999908447, -1.2356207370758057, 1.9239267110824585, -0.07318150997161865,
  ]);
  expect([...new SeededNoise(2 ** 53 - 1, ones).normal(5)]).toEqual([
    -1.0844014883041382, -1.0489782094955444, 1.6814173460006714, 0.2865421772003174, -0.3902592957019806,
  ]);
});

test.each([-1, 0.5, NaN, Infinity, 2 ** 53])('seed %d is refused', (seed) => {
  expect(() => new SeededNoise(seed)).toThrow(expect.objectContaining({ code: 'options-invalid' }));
});

test.each([-1, 0.5, NaN, 2 ** 32])('stream %d is refused', (stream) => {
  expect(() => new SeededNoise(1, stream)).toThrow(expect.objectContaining({ code: 'options-invalid' }));
});

test('recorded noise comes in its order, and only what was recorded', () => {
  const tensors = [Float32Array.of(1, 2), Float32Array.of(3)];
  const source = new RecordedNoise(tensors);
  expect(() => source.normal(1)).toThrow(RangeError);
  const drawn = source.normal(2);
  expect([...drawn]).toEqual([1, 2]);
  drawn.fill(0);
  expect([...(tensors[0] ?? [])]).toEqual([1, 2]);
  expect(source.left).toBe(1);
  expect([...source.normal(1)]).toEqual([3]);
  expect(() => source.normal(1)).toThrow(/used/);
});

function correlation(left: Float32Array, right: Float32Array): number {
  const pairs = Math.min(left.length, right.length);
  let sum = 0;
  for (let index = 0; index < pairs; index += 1) sum += (left[index] ?? NaN) * (right[index] ?? NaN);
  return sum / pairs;
}
