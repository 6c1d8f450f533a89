import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { featherReach } from '../../../images/feather';
import { type Mask, maskBounds, maskSchema, type MaskShape, maxMaskShapes, maxShapePoints } from '../../../images/mask';
import { rasteriseMask } from '../../../images/rasterise-mask';
import { wholeOf } from '../../../images/rectangle';
import { size } from '../../sizes';
import { anyArea, anyMask, anyShape, picture } from './masks';

const numRuns = Math.min(size('fuzzRuns'), 4000);
const all = wholeOf(picture);
const of = (...shapes: MaskShape[]): Mask => ({ shapes, inverted: false, feather: 0 });
const at = (coverage: Uint8ClampedArray, x: number, y: number): number => coverage[y * picture.width + x] ?? -1;

/** Distance of a point from a line through points. */
function distance(points: readonly number[], x: number, y: number): number {
  let nearest = Infinity;
  for (let i = 0; i < points.length; i += 2) {
    const [ax = 0, ay = 0, bx = ax, by = ay] = points.slice(i, i + 4);
    const squared = (bx - ax) ** 2 + (by - ay) ** 2;
    const along = squared === 0 ? 0 : ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / squared;
    const t = Math.min(1, Math.max(0, along));
    nearest = Math.min(nearest, Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay)));
  }
  return nearest;
}

/** Whether a closed line winds around a point. */
function inside(points: readonly number[], x: number, y: number): boolean {
  let angle = 0;
  for (let i = 0; i < points.length; i += 2) {
    const a = Math.atan2((points[i + 1] ?? 0) - y, (points[i] ?? 0) - x);
    const b = Math.atan2((points[(i + 3) % points.length] ?? 0) - y, (points[(i + 2) % points.length] ?? 0) - x);
    angle += ((b - a + 3 * Math.PI) % (2 * Math.PI)) - Math.PI;
  }
  return Math.abs(angle) > 1;
}

describe('rasteriseMask', () => {
  it('covers a stroke by the distance of each pixel from its line', () => {
    fc.assert(
      fc.property(anyShape, (shape) => {
        fc.pre(shape.kind === 'stroke');
        const coverage = rasteriseMask(of({ ...shape, erase: false }), picture, all);
        let worst = 0;
        for (let y = 0; y < picture.height; y++) {
          for (let x = 0; x < picture.width; x++) {
            const part = Math.min(1, Math.max(0, shape.radius + 0.5 - distance(shape.points, x + 0.5, y + 0.5)));
            worst = Math.max(worst, Math.abs(at(coverage, x, y) - 255 * part));
          }
        }
        expect(worst).toBeLessThanOrEqual(0.51);
      }),
      { numRuns: Math.min(numRuns, 2000) },
    );
  });

  it('covers a rectangle by the part of each pixel that lies in it', () => {
    const coverage = rasteriseMask(
      of({ kind: 'rectangle', erase: false, x: 2.25, y: 3, width: 4.5, height: 2.5 }),
      picture,
      all,
    );
    const row = (y: number) => [...coverage.subarray(y * picture.width, y * picture.width + 8)];
    expect(row(2)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    expect(row(3)).toEqual([0, 0, 191, 255, 255, 255, 191, 0]);
    expect(row(4)).toEqual([0, 0, 191, 255, 255, 255, 191, 0]);
    expect(row(5)).toEqual([0, 0, 96, 128, 128, 128, 96, 0]);
    expect(row(6)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('covers what a lasso winds around', () => {
    fc.assert(
      fc.property(anyShape, (shape) => {
        fc.pre(shape.kind === 'lasso');
        const coverage = rasteriseMask(of({ ...shape, erase: false }), picture, all);
        const closed = [...shape.points, ...shape.points.slice(0, 2)];
        let wrong = 0;
        for (let y = 0; y < picture.height; y++) {
          for (let x = 0; x < picture.width; x++) {
            // Further from the line than a pixel's corner it is all or nothing.
            if (distance(closed, x + 0.5, y + 0.5) < 0.75) continue;
            if (at(coverage, x, y) !== (inside(shape.points, x + 0.5, y + 0.5) ? 255 : 0)) wrong++;
          }
        }
        expect(wrong).toBe(0);
      }),
      { numRuns: Math.min(numRuns, 2000) },
    );
  });

  it('covers what a lasso winds around twice', () => {
    const square = [5, 5, 20, 5, 20, 20, 5, 20];
    const coverage = rasteriseMask(of({ kind: 'lasso', erase: false, points: [...square, ...square] }), picture, all);
    expect(at(coverage, 10, 10)).toBe(255);
  });

  it('smooths the edge of a lasso', () => {
    // From (0, 0) to (8, 4): half of the pixels on the way are covered by a quarter, half by three.
    const coverage = rasteriseMask(of({ kind: 'lasso', erase: false, points: [0, 0, 8, 4, 0, 4] }), picture, all);
    for (const [x, y, part] of [[0, 0, 0.75], [1, 0, 0.25], [2, 1, 0.75], [3, 1, 0.25], [2, 0, 0], [0, 1, 1]] as const) {
      expect(Math.abs(at(coverage, x, y) - 255 * part)).toBeLessThanOrEqual(1);
    }
  });

  it('lays shapes over one another in their order, and inverts what comes of it', () => {
    const square = (erase: boolean, x: number, side: number): MaskShape =>
      ({ kind: 'rectangle', erase, x, y: 0, width: side, height: 1 });
    const row = (mask: Mask) => [...rasteriseMask(mask, picture, { x: 0, y: 0, width: 6, height: 1 })];
    const mask = of(square(false, 0, 5), square(true, 1, 3), square(false, 2, 1));
    expect(row(mask)).toEqual([255, 0, 255, 0, 255, 0]);
    expect(row({ ...mask, inverted: true })).toEqual([0, 255, 0, 255, 0, 255]);
  });

  it('gives the same for a pixel whatever rectangle is asked for', () => {
    fc.assert(
      fc.property(anyMask, anyArea, (mask, area) => {
        const whole = rasteriseMask(mask, picture, all);
        const part = rasteriseMask(mask, picture, area);
        expect(part.length).toBe(area.width * area.height);
        for (let y = 0; y < area.height; y++) {
          for (let x = 0; x < area.width; x++) {
            expect(part[y * area.width + x]).toBe(at(whole, area.x + x, area.y + y));
          }
        }
      }),
      { numRuns },
    );
  });

  it('feathers to either side of an edge, no further than it says, and not at the edge of the picture', () => {
    const half: MaskShape = { kind: 'rectangle', erase: false, x: 0, y: 0, width: 20, height: picture.height };
    for (const feather of [0, 1, 2, 3, 7.6, 12]) {
      const coverage = rasteriseMask({ ...of(half), feather }, picture, all);
      const reach = featherReach(feather);
      for (let y = 0; y < picture.height; y++) {
        for (let x = 0; x < picture.width; x++) {
          const value = at(coverage, x, y);
          if (x < 20 - reach) expect(value).toBe(255);
          else if (x >= 20 + reach) expect(value).toBe(0);
          // Symmetric, and falling.
          else expect(Math.abs(value + at(coverage, 39 - x, y) - 255)).toBeLessThanOrEqual(2);
          if (x > 0) expect(value).toBeLessThanOrEqual(at(coverage, x - 1, y));
        }
      }
      if (reach > 0) expect(at(coverage, 20, 0)).toBeGreaterThan(60);
    }
  });
});

describe('maskBounds', () => {
  it('is the smallest rectangle around what is covered, and the feather reaches no further than it says', () => {
    fc.assert(
      fc.property(anyMask, (mask) => {
        const bounds = maskBounds(mask, picture);
        const sharp = rasteriseMask({ ...mask, feather: 0 }, picture, all);
        const soft = rasteriseMask(mask, picture, all);
        const covered = [...sharp].flatMap((value, i) => (value > 0 ? [i] : []));
        const xs = covered.map((i) => i % picture.width);
        const ys = covered.map((i) => Math.floor(i / picture.width));
        expect(bounds).toEqual(
          covered.length === 0
            ? undefined
            : {
                x: Math.min(...xs),
                y: Math.min(...ys),
                width: Math.max(...xs) - Math.min(...xs) + 1,
                height: Math.max(...ys) - Math.min(...ys) + 1,
              },
        );
        const reach = featherReach(mask.feather);
        soft.forEach((value, i) => {
          const x = i % picture.width;
          const y = Math.floor(i / picture.width);
          const near =
            bounds &&
            x >= bounds.x - reach &&
            x < bounds.x + bounds.width + reach &&
            y >= bounds.y - reach &&
            y < bounds.y + bounds.height + reach;
          if (!near) expect(value).toBe(0);
        });
      }),
      { numRuns },
    );
  });

  it('is nothing for no shapes, and for an inverted mask the whole picture unless all of it is covered', () => {
    expect(maskBounds(of(), picture)).toBeUndefined();
    expect(maskBounds({ ...of(), inverted: true }, picture)).toEqual(all);
    const everything: MaskShape = { kind: 'rectangle', erase: false, ...all };
    expect(maskBounds({ ...of(everything), inverted: true }, picture)).toBeUndefined();
    expect(maskBounds(of(everything, { ...everything, erase: true }), picture)).toBeUndefined();
  });
});

describe('maskSchema', () => {
  it('takes what can be drawn, and bounds it', () => {
    fc.assert(
      fc.property(anyMask, (mask) => {
        expect(maskSchema.parse(mask)).toEqual(mask);
      }),
      { numRuns: 50 },
    );
    const dot: MaskShape = { kind: 'stroke', erase: false, radius: 4, points: [1, 2] };
    const refused: unknown[] = [
      of({ ...dot, points: [] }),
      of({ ...dot, points: [1, 2, 3] }),
      of({ ...dot, points: [1, NaN] }),
      of({ ...dot, points: [1, Infinity] }),
      of({ ...dot, radius: 1e9 }),
      of({ ...dot, points: Array.from({ length: 2 * maxShapePoints + 2 }, () => 1) }),
      of({ kind: 'lasso', erase: false, points: [1, 2, 3, 4] }),
      of({ kind: 'rectangle', erase: false, x: 0, y: 0, width: -1, height: 1 }),
      of(...Array.from({ length: maxMaskShapes + 1 }, () => dot)),
      { ...of(dot), feather: 1e6 },
    ];
    for (const mask of refused) expect(maskSchema.safeParse(mask).success).toBe(false);
  });
});
