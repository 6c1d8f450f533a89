import { expect, test } from 'vitest';
import { Stopwatch } from '../../../models/runtime/stopwatch';

const size = { width: 2000, height: 1500 };

/** A stopwatch whose clock is set by hand. */
function stopwatch() {
  const clock = { ms: 0 };
  return { clock, watch: new Stopwatch(() => clock.ms) };
}

test('the time from the first tile to the last is the speed', () => {
  const { clock, watch } = stopwatch();
  watch.stage('preparing', 0, 0);
  clock.ms = 900;
  watch.stage('running', 0, 4);
  clock.ms = 1900;
  watch.stage('running', 2, 4);
  clock.ms = 2400;
  watch.stage('running', 4, 4);
  clock.ms = 9000;
  watch.stage('encoding', 0, 1);
  expect(watch.speed(size)).toEqual({ megapixelsPerSecond: 2 });
});

test.each([
  { what: 'too short to tell', ends: 499 },
  { what: 'not at its end', ends: undefined },
])('work that was $what has none', ({ ends }) => {
  const { clock, watch } = stopwatch();
  watch.stage('running', 0, 4);
  clock.ms = ends ?? 5000;
  watch.stage('running', ends === undefined ? 3 : 4, 4);
  expect(watch.speed(size)).toEqual({});
});
