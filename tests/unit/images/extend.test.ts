import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blendRegion } from '../../../images/blend-region';
import { borderBounds, borderCoverage, extendPicture, pictureWithin } from '../../../images/extend';
import { pixelSourceOf } from '../../../images/pixel-source';
import { planRegion } from '../../../images/region';

const side = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 20 }));
const anyCase = fc
  .record({
    width: fc.integer({ min: 1, max: 12 }),
    height: fc.integer({ min: 1, max: 12 }),
    border: fc.record({ left: side, top: side, right: side, bottom: side }),
    seed: fc.infiniteStream(fc.nat(255)),
  })
  .map(({ width, height, border, seed }) => ({
    border,
    source: pixelSourceOf(
      Uint8ClampedArray.from({ length: width * height * 4 }, () => Number(seed.next().value)),
      width,
      height,
    ),
  }));

describe('extendPicture', () => {
  it('keeps every byte of the original, is opaque around it, and the same in any rectangle', () => {
    fc.assert(
      fc.property(anyCase, fc.nat(), fc.nat(), fc.nat(), fc.nat(), ({ source, border }, a, b, c, d) => {
        const extended = extendPicture(source, border);
        expect([extended.width, extended.height]).toEqual([
          source.width + border.left + border.right,
          source.height + border.top + border.bottom,
        ]);
        const inside = pictureWithin(source, border);
        expect(extended.read(inside.x, inside.y, inside.width, inside.height)).toEqual(
          source.read(0, 0, source.width, source.height),
        );
        const pixels = extended.read(0, 0, extended.width, extended.height);
        const coverage = borderCoverage(source, border)({ x: 0, y: 0, ...extended });
        coverage.forEach((value, i) => {
          const [x, y] = [i % extended.width, Math.floor(i / extended.width)];
          const isInside =
            x >= inside.x && x < inside.x + inside.width && y >= inside.y && y < inside.y + inside.height;
          expect(value).toBe(isInside ? 0 : 255);
          if (!isInside) expect(pixels[4 * i + 3]).toBe(255);
        });
        const x = a % extended.width;
        const y = b % extended.height;
        const [width, height] = [1 + (c % (extended.width - x)), 1 + (d % (extended.height - y))];
        expect(extended.read(x, y, width, height)).toEqual(
          pixelSourceOf(pixels, extended.width, extended.height).read(x, y, width, height),
        );
        expect(borderCoverage(source, border)({ x, y, width, height })).toEqual(
          Uint8ClampedArray.from({ length: width * height }, (_, i) =>
            coverage[(y + Math.floor(i / width)) * extended.width + x + (i % width)] ?? 1,
          ),
        );
      }),
      { numRuns: 200 },
    );
  });

  it('begins with the edge itself and mixes the more of it the further out', () => {
    // Columns of 0, 10, …, 90 in red; rows alike.
    const source = pixelSourceOf(
      Uint8ClampedArray.from({ length: 10 * 4 * 4 }, (_, i) => [10 * ((i >> 2) % 10), 7, 9, 255][i % 4] ?? 0),
      10,
      4,
    );
    const extended = extendPicture(source, { left: 3, top: 3, right: 2, bottom: 2 });
    const red = (x: number, y: number) => extended.read(3 + x, 3 + y, 1, 1)[0];
    for (let x = 0; x < 10; x++) expect([red(x, -1), red(x, 4)]).toEqual([10 * x, 10 * x]);
    for (let y = 0; y < 4; y++) expect([red(-1, y), red(10, y)]).toEqual([0, 90]);
    // Two pixels away it is the mean of three, around corners too: the corner stands in both lines.
    expect([red(5, -2), red(8, 5), red(0, -2), red(9, -2)]).toEqual([50, 80, 3, 87]);
    expect([red(-2, -2), red(11, 5)]).toEqual([3, 90]);
  });

  it('takes no colour from what is not seen', () => {
    const source = pixelSourceOf(Uint8ClampedArray.of(200, 0, 0, 255, 0, 250, 0, 0), 2, 1);
    const extended = extendPicture(source, { left: 0, top: 9, right: 9, bottom: 0 });
    expect([...extended.read(0, 0, 1, 1)]).toEqual([200, 0, 0, 255]);
    const unseen = pixelSourceOf(Uint8ClampedArray.of(1, 2, 3, 0), 1, 1);
    expect([...extendPicture(unseen, { left: 1, top: 0, right: 0, bottom: 0 }).read(0, 0, 1, 1)]).toEqual([128, 128, 128, 255]);
  });

  it('blends so that the original stays to the bit', () => {
    fc.assert(
      fc.property(anyCase, ({ source, border }) => {
        const bounds = borderBounds(source, border);
        fc.pre(bounds !== undefined);
        const extended = extendPicture(source, border);
        const plan = planRegion(bounds, extended, { area: 256, multiple: 8, min: 8, max: 32 });
        const painting = new Float32Array(3 * plan.width * plan.height).fill(0.4);
        const result = blendRegion(extended, plan, borderCoverage(source, border), painting);
        const inside = pictureWithin(source, border);
        expect(result.read(inside.x, inside.y, inside.width, inside.height)).toEqual(
          source.read(0, 0, source.width, source.height),
        );
        // All of the border is painted.
        const pixels = result.read(0, 0, result.width, result.height);
        borderCoverage(source, border)({ x: 0, y: 0, ...result }).forEach((value, i) => {
          if (value > 0) expect([...pixels.subarray(4 * i, 4 * i + 4)]).toEqual([102, 102, 102, 255]);
        });
      }),
      { numRuns: 200 },
    );
  });
});

describe('borderBounds', () => {
  it('is one side where there is one, else everything', () => {
    const size = { width: 10, height: 6 };
    const none = { left: 0, top: 0, right: 0, bottom: 0 };
    expect(borderBounds(size, none)).toBeUndefined();
    expect(borderBounds(size, { ...none, left: 3 })).toEqual({ x: 0, y: 0, width: 3, height: 6 });
    expect(borderBounds(size, { ...none, right: 3 })).toEqual({ x: 10, y: 0, width: 3, height: 6 });
    expect(borderBounds(size, { ...none, top: 3 })).toEqual({ x: 0, y: 0, width: 10, height: 3 });
    expect(borderBounds(size, { ...none, bottom: 3 })).toEqual({ x: 0, y: 6, width: 10, height: 3 });
    expect(borderBounds(size, { ...none, left: 1, bottom: 3 })).toEqual({ x: 0, y: 0, width: 11, height: 9 });
  });
});
