import { expect, test } from 'vitest';
import { ProgressClock } from '../../../models/runtime/progress-clock';

test('the first unit counts against what one took before', () => {
  const clock = new ProgressClock(1000);
  clock.report({ stage: 'running', done: 0, total: 1 }, 5000);
  expect(clock.estimate(5400).done).toBeCloseTo(0.4);
  clock.report({ stage: 'running', done: 1, total: 1 }, 7000);
  expect(clock.unitMs).toBe(2000);
  expect(clock.estimate(9000).done).toBe(1);
});

test('what a unit takes is told as soon as it is known, and never from units that nobody timed', () => {
  const clock = new ProgressClock();
  clock.report({ stage: 'running', done: 1, total: 4 }, 1000);
  expect(clock.unitMs).toBeUndefined();
  expect(clock.estimate(1500)).not.toHaveProperty('unitMs');
  clock.report({ stage: 'running', done: 3, total: 4 }, 2000);
  expect(clock.estimate(2100)).toEqual({ stage: 'running', done: 3.2, total: 4, unitMs: 500 });
  expect(new ProgressClock(700).estimate(0)).toEqual({ stage: 'preparing', done: 0, total: 0 });
});

test('where nothing is known, the first unit moves all the same, ever more slowly, and is never finished', () => {
  const clock = new ProgressClock();
  clock.report({ stage: 'running', done: 0, total: 4 }, 0);
  const seen = Array.from({ length: 400 }, (_, i) => clock.estimate(i * 250).done);
  expect(seen[0]).toBe(0);
  for (const [i, done] of seen.entries()) if (i > 0) expect(done).toBeGreaterThan(seen[i - 1] ?? 0);
  expect(seen.at(-1)).toBeLessThan(1);
  expect(clock.unitMs).toBeUndefined();
});

test('between units, progress moves by the mean time of the finished ones and never reaches the next', () => {
  const clock = new ProgressClock();
  clock.report({ stage: 'running', done: 0, total: 4 }, 0);
  clock.report({ stage: 'running', done: 1, total: 4 }, 1000);
  expect(clock.estimate(1500).done).toBeCloseTo(1.5);
  expect(clock.estimate(9000).done).toBeGreaterThan(1.95);
  expect(clock.estimate(9000).done).toBeLessThan(2);
  clock.report({ stage: 'encoding', done: 0, total: 0 }, 9000);
  expect(clock.estimate(9500)).toEqual({ stage: 'encoding', done: 0, total: 0 });
});
