import { expect, test } from 'vitest';
import { PressGuard, swapPauseMs } from '../../../components/editor/press-guard';

function press(guard: PressGuard<'run' | 'cancel'>, now: number): 'run' | 'cancel' | undefined {
  guard.start(now);
  return guard.end();
}

test('the second press of a double click does nothing', () => {
  const guard = new PressGuard<'run' | 'cancel'>();
  guard.means('run', 0);
  expect(press(guard, 10)).toBe('run');
  guard.means('cancel', 20);
  expect(press(guard, 200)).toBeUndefined();
  expect(press(guard, 20 + swapPauseMs)).toBe('cancel');
});

test('a press does what the button did when it began', () => {
  const guard = new PressGuard<'run' | 'cancel'>();
  guard.means('run', 0);
  guard.means('cancel', 1000);
  guard.start(5000);
  guard.means('run', 5050);
  expect(guard.end()).toBe('cancel');
});

test('what is said again is not new, and a press is done once', () => {
  const guard = new PressGuard<'run' | 'cancel'>();
  guard.means('run', 0);
  guard.means('run', 100);
  expect(press(guard, 110)).toBe('run');
  expect(guard.end()).toBeUndefined();
});
