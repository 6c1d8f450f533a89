import { expect, test } from 'vitest';
import { patchedSource } from '../../../images/patched-source';
import { pixelSourceOf } from '../../../images/pixel-source';

const grey = (width: number, height: number, value: number) => new Uint8ClampedArray(width * height * 4).fill(value);

test('patches lie where they belong, the last one on top, and only in what is read', () => {
  const source = patchedSource(pixelSourceOf(grey(6, 4, 10), 6, 4), [
    { x: 1, y: 1, width: 3, height: 2, pixels: grey(3, 2, 20) },
    { x: 3, y: 2, width: 2, height: 2, pixels: grey(2, 2, 30) },
  ]);
  const values = (x: number, y: number, width: number, height: number) => [...source.read(x, y, width, height)].filter((_, i) => i % 4 === 0);
  expect(values(0, 0, 6, 4)).toEqual([10, 10, 10, 10, 10, 10, 10, 20, 20, 20, 10, 10, 10, 20, 20, 30, 30, 10, 10, 10, 10, 30, 30, 10]);
  expect(values(2, 2, 2, 1)).toEqual([20, 30]);
});
