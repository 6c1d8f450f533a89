import { expect, test } from 'vitest';
import { ProgressClock } from '../../../models/runtime/progress-clock';

test('the first unit counts against what one took before', () => {
  const clock = new ProgressClock(1000);
  clock.report({ stage: 'running', done: 0, total: 1 }, 5000);
  expect(clock.estimate(5400).done).toBeCloseTo(0.4);
  expect(clock.estimate(9000).done).toBeCloseTo(0.95);
  clock.report({ stage: 'running', done: 1, total: 1 }, 7000);
  expect(clock.unitMs).toBe(2000);
});

test('between units, progress moves by the mean time of the finished ones and never reaches the next', () => {
  const clock = new ProgressClock();
  clock.report({ stage: 'running', done: 0, total: 4 }, 0);
  expect(clock.estimate(500).done).toBe(0);
  clock.report({ stage: 'running', done: 1, total: 4 }, 1000);
  expect(clock.estimate(1500).done).toBeCloseTo(1.5);
  expect(clock.estimate(9000).done).toBeCloseTo(1.95);
  clock.report({ stage: 'encoding', done: 0, total: 0 }, 9000);
  expect(clock.estimate(9500)).toEqual({ stage: 'encoding', done: 0, total: 0 });
});
