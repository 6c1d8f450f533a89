import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cropInCapture } from '../../../picker/crop';
import { contains, intersect, likeness, placed } from '../../../picker/geometry';

const view = { innerWidth: 1000, offsetLeft: 0, offsetTop: 0, scale: 1 };

describe('cropInCapture', () => {
  it.each([
    ['one to one', view, { width: 1000, height: 800 }, { x: 10, y: 20, width: 100, height: 50 }],
    ['a dense display', view, { width: 2000, height: 1600 }, { x: 20, y: 40, width: 200, height: 100 }],
    ['page zoom', { ...view, innerWidth: 800 }, { width: 1000, height: 800 }, { x: 13, y: 25, width: 125, height: 63 }],
    [
      'pinch zoom',
      { ...view, offsetLeft: 5, offsetTop: 10, scale: 2 },
      { width: 1000, height: 800 },
      { x: 10, y: 20, width: 200, height: 100 },
    ],
  ])('%s', (_, where, capture, expected) => {
    expect(cropInCapture({ x: 10, y: 20, width: 100, height: 50 }, where, capture)).toEqual(expected);
  });

  it('is nothing where nothing was captured', () => {
    expect(cropInCapture({ x: 0, y: 900, width: 10, height: 10 }, view, { width: 1000, height: 800 })).toBeUndefined();
  });

  it('never reaches beyond the capture', () => {
    const number = fc.double({ min: -5000, max: 5000, noNaN: true });
    const length = fc.double({ min: 0, max: 5000, noNaN: true });
    fc.assert(
      fc.property(number, number, length, length, fc.integer({ min: 1, max: 4000 }), (x, y, width, height, side) => {
        const crop = cropInCapture({ x, y, width, height }, view, { width: side, height: side });
        if (!crop) return;
        expect(crop.x >= 0 && crop.y >= 0 && crop.width >= 1 && crop.height >= 1).toBe(true);
        expect(crop.x + crop.width <= side && crop.y + crop.height <= side).toBe(true);
      }),
    );
  });
});

describe('boxes', () => {
  const a = { x: 0, y: 0, width: 10, height: 10 };

  it('share what they share', () => {
    expect(intersect(a, { x: 5, y: 5, width: 10, height: 10 })).toEqual({ x: 5, y: 5, width: 5, height: 5 });
    expect(intersect(a, { x: 10, y: 0, width: 10, height: 10 })).toBeUndefined();
    expect(likeness(a, a)).toBe(1);
    expect(likeness(a, { x: 5, y: 0, width: 10, height: 10 })).toBeCloseTo(1 / 3);
  });

  it('contain their top left corner, not their bottom right one', () => {
    expect(contains(a, 0, 0)).toBe(true);
    expect(contains(a, 10, 10)).toBe(false);
  });

  it('are scaled, then moved, out of a frame', () => {
    expect(placed({ x: 1, y: 2, width: 3, height: 4 }, { x: 10, y: 20, scaleX: 2, scaleY: 3 })).toEqual({
      x: 12,
      y: 26,
      width: 6,
      height: 12,
    });
  });
});
