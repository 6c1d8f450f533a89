import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Mask, MaskShape } from '../../../images/mask';
import { maskParts } from '../../../images/mask-parts';
import { rasteriseMask } from '../../../images/rasterise-mask';
import { intersection } from '../../../images/rectangle';

const picture = { width: 900, height: 600 };

const dot = (x: number, y: number, radius = 10): MaskShape => ({ kind: 'stroke', erase: false, radius, points: [x, y] });

test('strokes that lie apart are parts of their own, from the top', () => {
  const parts = maskParts({ shapes: [dot(700, 400), dot(100, 100)], inverted: false, feather: 0 }, picture);
  expect(parts).toHaveLength(2);
  expect(parts[0]?.y).toBeLessThan(100);
});

test('strokes whose feathered edges meet are one part', () => {
  const shapes = [dot(100, 100), dot(150, 100)];
  expect(maskParts({ shapes, inverted: false, feather: 0 }, picture)).toHaveLength(2);
  expect(maskParts({ shapes, inverted: false, feather: 20 }, picture)).toHaveLength(1);
});

test('a mask that covers nothing has no parts', () => {
  expect(maskParts({ shapes: [], inverted: false, feather: 5 }, picture)).toEqual([]);
});

const shape = fc.record({ x: fc.integer({ min: -50, max: 950 }), y: fc.integer({ min: -50, max: 650 }), radius: fc.integer({ min: 1, max: 90 }) });

test('parts hold everything that is covered, share no pixel, and lie in the picture', () => {
  fc.assert(
    fc.property(fc.array(shape, { maxLength: 6 }), fc.boolean(), fc.integer({ min: 0, max: 40 }), (dots, inverted, feather) => {
      const mask: Mask = { shapes: dots.map(({ x, y, radius }) => dot(x, y, radius)), inverted, feather };
      const parts = maskParts(mask, picture);
      const coverage = rasteriseMask(mask, picture, { x: 0, y: 0, ...picture });
      for (const { x, y, width, height } of parts) {
        expect(Math.min(x, y, picture.width - x - width, picture.height - y - height)).toBeGreaterThanOrEqual(0);
        for (let row = y; row < y + height; row++) coverage.fill(0, row * picture.width + x, row * picture.width + x + width);
      }
      expect(coverage.every((value) => value === 0)).toBe(true);
      for (const [i, one] of parts.entries()) for (const other of parts.slice(i + 1)) expect(intersection(one, other)).toBeUndefined();
    }),
    { numRuns: 30 },
  );
});
