import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { promises } from '../../../privacy/promises';

test('the promises are complete, and in order', () => {
  expect(promises.map(({ id }) => id)).toEqual(Array.from({ length: 12 }, (_, index) => `P${index + 1}`));
  expect(promises.map(({ words }) => words)).toEqual(promises.map(({ id }) => `promise_${id.toLowerCase()}`));
});

test.each(promises.flatMap(({ id, tests }) => tests.map((file) => [id, file] as const)))(
  '%s is held by %s, which is there',
  (_, file) => {
    expect(existsSync(file)).toBe(true);
  },
);
