import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromLab, lightnessOf, luminanceOf, toLab } from '../../../images/lab';

/** Of sRGB under D65, as tables have them. */
const known: readonly [string, readonly [number, number, number], readonly [number, number, number]][] = [
  ['white', [1, 1, 1], [100, 0, 0]],
  ['black', [0, 0, 0], [0, 0, 0]],
  ['red', [1, 0, 0], [53.24, 80.09, 67.2]],
  ['green', [0, 1, 0], [87.73, -86.18, 83.18]],
  ['blue', [0, 0, 1], [32.3, 79.19, -107.86]],
  ['yellow', [1, 1, 0], [97.14, -21.55, 94.48]],
  ['middle grey', [128 / 255, 128 / 255, 128 / 255], [53.59, 0, 0]],
];

test.each(known)('%s', (_, colour, lab) => {
  for (const [i, value] of toLab(...colour).entries()) expect(Math.abs(value - (lab[i] ?? NaN))).toBeLessThan(0.02);
});

test('every colour of sRGB comes back', () => {
  const value = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(value, value, value, (...colour) => {
      for (const [i, each] of fromLab(...toLab(...colour)).entries()) expect(Math.abs(each - (colour[i] ?? NaN))).toBeLessThan(2e-4);
    }),
  );
});

test('lightness and luminance are each other’s inverse, also where the root is a line', () => {
  for (let i = 0; i <= 1000; i++) expect(luminanceOf(lightnessOf(i / 1000))).toBeCloseTo(i / 1000, 9);
  expect(lightnessOf(0.184)).toBeCloseTo(49.98, 2);
});
