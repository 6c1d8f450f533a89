import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boxMean } from '../../../images/box-mean';
import { guidedFilter, type Guide } from '../../../images/guided-filter';
import { Random } from '../../support/random';

/** Values of the square around a place, as far as it lies inside. */
function around(plane: Float32Array, width: number, at: number, radius: number): number[] {
  const height = plane.length / width;
  const [x, y] = [at % width, Math.floor(at / width)];
  const out: number[] = [];
  for (let row = Math.max(0, y - radius); row <= Math.min(height - 1, y + radius); row++) {
    for (let column = Math.max(0, x - radius); column <= Math.min(width - 1, x + radius); column++) out.push(plane[row * width + column] ?? 0);
  }
  return out;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

test('a mean over boxes is that, also where boxes are larger than the plane', () => {
  const anyPlane = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 20 }), fc.integer());
  fc.assert(
    fc.property(anyPlane, ([width, height, radius, seed]) => {
      const random = new Random(seed);
      const plane = Float32Array.from({ length: width * height }, () => random.next());
      const means = boxMean(plane, width, radius);
      for (let at = 0; at < plane.length; at++) expect(means[at]).toBeCloseTo(mean(around(plane, width, at, radius)), 5);
    }),
  );
});

function randomGuide(width: number, height: number, seed: number): Guide {
  const random = new Random(seed);
  return { width, height, data: Float32Array.from({ length: 3 * width * height }, () => random.next()) };
}

test('coverage that is the same throughout stays exactly that', () => {
  const [small, large] = [randomGuide(20, 15, 1), randomGuide(50, 33, 2)];
  for (const value of [0, 1]) {
    const out = guidedFilter(new Float32Array(300).fill(value), small, large, { radius: 3, epsilon: 1e-4 });
    expect(out.every((each) => Math.abs(each - value) < 1e-6)).toBe(true);
  }
});

test('at one size it is what the paper says, by the least squares of every window', () => {
  const guide = randomGuide(11, 9, 3);
  const [radius, epsilon, area] = [2, 0.01, 99];
  const random = new Random(4);
  const coverage = Float32Array.from({ length: area }, () => random.next());
  const channels = [0, 1, 2].map((channel) => guide.data.subarray(channel * area, (channel + 1) * area));
  /** Slopes and offset that minimise Σ (a · I + b − p)² + ε |a|² in a window, by descent along the gradient. */
  const lineOf = (at: number): number[] => {
    const colours = channels.map((channel) => around(channel, 11, at, radius));
    const values = around(coverage, 11, at, radius);
    const middles = colours.map(mean);
    const middle = mean(values);
    let slopes = [0, 0, 0];
    for (let step = 0; step < 4000; step++) {
      const gradient = slopes.map((slope, channel) => {
        const errors = values.map((value, i) => slopes.reduce((sum, each, c) => sum + each * ((colours[c]?.[i] ?? 0) - (middles[c] ?? 0)), 0) - (value - middle));
        return mean(errors.map((error, i) => error * ((colours[channel]?.[i] ?? 0) - (middles[channel] ?? 0)))) + epsilon * slope;
      });
      slopes = slopes.map((slope, channel) => slope - 2 * (gradient[channel] ?? 0));
    }
    return [...slopes, middle - slopes.reduce((sum, slope, channel) => sum + slope * (middles[channel] ?? 0), 0)];
  };
  const lines = Array.from({ length: area }, (_, at) => lineOf(at));
  const planes = [0, 1, 2, 3].map((part) => Float32Array.from(lines, (line) => line[part] ?? 0));
  const out = guidedFilter(coverage, guide, guide, { radius, epsilon });
  for (let at = 0; at < area; at++) {
    const [a = 0, b = 0, c = 0, offset = 0] = planes.map((plane) => mean(around(plane, 11, at, radius)));
    const wanted = a * (channels[0]?.[at] ?? 0) + b * (channels[1]?.[at] ?? 0) + c * (channels[2]?.[at] ?? 0) + offset;
    expect(out[at]).toBeCloseTo(Math.max(0, Math.min(1, wanted)), 3);
  }
});

test("an edge that is blurred and off is brought to the picture's own, at the picture's size", () => {
  const [columns, rows, times] = [32, 8, 4];
  /** Orange up to an edge, grey from there. */
  const guide = (width: number, height: number, edge: number): Guide => {
    const data = new Float32Array(3 * width * height);
    for (let i = 0; i < width * height; i++) {
      const colour = i % width < edge ? [0.9, 0.5, 0.1] : [0.5, 0.5, 0.55];
      colour.forEach((value, channel) => (data[channel * width * height + i] = value));
    }
    return { width, height, data };
  };
  // The edge is at 16; coverage falls from 13 to 20 and is a half at 16.5.
  const coverage = Float32Array.from({ length: columns * rows }, (_, i) => Math.max(0, Math.min(1, (20 - (i % columns)) / 7)));
  const out = guidedFilter(coverage, guide(columns, rows, 16), guide(columns * times, rows * times, 16 * times), { radius: 5, epsilon: 1e-4 });
  const line = out.subarray(16 * columns * times, 17 * columns * times);
  const edge = 16 * times;
  expect(line[edge - 1]).toBeGreaterThan(0.75);
  expect(line[edge]).toBeLessThan(0.35);
  expect(Math.max(...line.subarray(edge + 6 * times))).toBeLessThan(0.1);
});
