import { expect, test } from 'vitest';
import { ProgressClock, progressIntervalMs } from '../../../models/runtime/progress-clock';

/** What is told of a unit under way for as long as `ms`, at every beat. */
function told(clock: ProgressClock, from: number, ms: number): number[] {
  const values = [];
  for (let now = from; now <= from + ms; now += progressIntervalMs) values.push(clock.estimate(now).done);
  return values;
}

function movesAlways(values: readonly number[]): boolean {
  return values.every((value, i) => i === 0 || value > (values[i - 1] ?? 0));
}

test('between units, progress moves by the mean time of the finished ones and never reaches the next', () => {
  const clock = new ProgressClock();
  clock.report({ stage: 'running', done: 0, total: 4 }, 0);
  clock.report({ stage: 'running', done: 1, total: 4 }, 1000);
  expect(clock.estimate(1500).done).toBeCloseTo(1.5);
  const values = told(clock, 1000, 60_000);
  expect(movesAlways(values)).toBe(true);
  expect(Math.max(...values)).toBeLessThan(2);
  clock.report({ stage: 'encoding', done: 0, total: 0 }, 9000);
  expect(clock.estimate(9500)).toEqual({ stage: 'encoding', done: 0, total: 0 });
});

test('the first unit, also of one alone, moves from the start though nothing is known of it', () => {
  const clock = new ProgressClock();
  clock.report({ stage: 'running', done: 0, total: 1 }, 0);
  const values = told(clock, 0, 30_000);
  expect(movesAlways(values)).toBe(true);
  expect(Math.max(...values)).toBeLessThan(1);
});

test('the first unit moves by what it is expected to take', () => {
  const clock = new ProgressClock();
  clock.report({ stage: 'running', done: 0, total: 1 }, 0, 500);
  expect(clock.estimate(250).done).toBeCloseTo(0.5);
});

test('nothing moves before the tool runs, or after its last unit', () => {
  const clock = new ProgressClock();
  expect(clock.estimate(500)).toEqual({ stage: 'preparing', done: 0, total: 0 });
  clock.report({ stage: 'running', done: 2, total: 2 }, 1000);
  expect(clock.estimate(5000).done).toBe(2);
});
