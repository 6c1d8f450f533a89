import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pixelSourceOf } from '../../../images/pixel-source';
import { readRegion } from '../../../images/read-region';
import { coveringPart, resizedSource } from '../../../images/resized-source';
import { Random } from '../../support/random';

function randomPicture(width: number, height: number, seed: number, opaque = true) {
  const random = new Random(seed);
  const pixels = Uint8ClampedArray.from({ length: 4 * width * height }, (_, i) => (opaque && i % 4 === 3 ? 255 : random.whole(0, 255)));
  return pixelSourceOf(pixels, width, height);
}

test.each([
  ['smaller', 20, 14],
  ['larger', 90, 70],
  ['smaller one way and larger the other', 20, 70],
  ['as it is', 31, 23],
])('a part of a picture %s is what the whole resampled is', (_what, width, height) => {
  const source = randomPicture(40, 30, 1);
  const window = { x: 5, y: 4, width: 31, height: 23 };
  const planes = readRegion(source, { window, width, height });
  const pixels = resizedSource(source, window, { width, height }).read(0, 0, width, height);
  const area = width * height;
  for (let i = 0; i < area; i++) {
    for (let channel = 0; channel < 3; channel++) expect(Math.abs((pixels[4 * i + channel] ?? 0) - 255 * (planes[channel * area + i] ?? 0))).toBeLessThanOrEqual(0.51);
    expect(pixels[4 * i + 3]).toBe(255);
  }
});

test('any rectangle of it is the same part of it', () => {
  const source = resizedSource(randomPicture(33, 27, 2, false), { x: 2, y: 1, width: 30, height: 25 }, { width: 50, height: 19 });
  const whole = source.read(0, 0, 50, 19);
  const anyArea = fc.tuple(fc.nat(49), fc.nat(18), fc.nat(), fc.nat()).map(([x, y, w, h]) => ({ x, y, width: 1 + (w % (50 - x)), height: 1 + (h % (19 - y)) }));
  fc.assert(
    fc.property(anyArea, ({ x, y, width, height }) => {
      const part = source.read(x, y, width, height);
      for (let row = 0; row < height; row++) {
        const from = 4 * ((y + row) * 50 + x);
        expect(part.subarray(4 * row * width, 4 * (row + 1) * width)).toEqual(whole.subarray(from, from + 4 * width));
      }
    }),
    { numRuns: 60 },
  );
});

test('what is transparent has no colour to give', () => {
  const pixels = new Uint8ClampedArray(4 * 16);
  for (let i = 0; i < 16; i++) pixels.set(i % 2 === 0 ? [200, 100, 50, 255] : [0, 255, 0, 0], 4 * i);
  const halved = resizedSource(pixelSourceOf(pixels, 16, 1), { x: 0, y: 0, width: 16, height: 1 }, { width: 8, height: 1 }).read(0, 0, 8, 1);
  expect([...halved.subarray(0, 4)]).toEqual([200, 100, 50, 128]);
});

test('what covers a frame is of its proportions, from the middle, and as large as it can be', () => {
  expect(coveringPart({ width: 400, height: 300 }, { width: 100, height: 100 })).toEqual({ x: 50, y: 0, width: 300, height: 300 });
  expect(coveringPart({ width: 300, height: 400 }, { width: 1600, height: 900 })).toEqual({ x: 0, y: 115, width: 300, height: 169 });
  const side = fc.integer({ min: 1, max: 8000 });
  fc.assert(
    fc.property(side, side, side, side, (width, height, w, h) => {
      const part = coveringPart({ width, height }, { width: w, height: h });
      expect(part.width === width || part.height === height).toBe(true);
      expect(part.x >= 0 && part.y >= 0 && part.x + part.width <= width && part.y + part.height <= height).toBe(true);
      expect(part.width).toBeGreaterThan(0);
      expect(part.height).toBeGreaterThan(0);
    }),
  );
});
