import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pixelSourceOf } from '../../../images/pixel-source';
import { planTiles, readPadded } from '../../../images/tiles';

const plan = fc.record({
  width: fc.integer({ min: 1, max: 700 }),
  height: fc.integer({ min: 1, max: 700 }),
  size: fc.integer({ min: 1, max: 300 }),
  halo: fc.integer({ min: 0, max: 40 }),
  multiple: fc.constantFrom(1, 2, 4, 8),
});

test('cores cover the padded picture once, and every window holds its core and its halo', () => {
  fc.assert(
    fc.property(plan, ({ width, height, ...options }) => {
      const grid = planTiles(width, height, options);
      const { multiple, halo } = options;
      expect(grid.width).toBe(Math.ceil(width / multiple) * multiple);
      expect(grid.height).toBe(Math.ceil(height / multiple) * multiple);
      let y = 0;
      for (const row of grid.rows) {
        let x = 0;
        for (const { core, window } of row) {
          expect([core.x, core.y]).toEqual([x, y]);
          x += core.width;
          for (const value of [window.x, window.y, window.width, window.height]) {
            expect(value % multiple).toBe(0);
          }
          expect(window.x).toBeLessThanOrEqual(Math.max(0, core.x - halo));
          expect(window.y).toBeLessThanOrEqual(Math.max(0, core.y - halo));
          expect(window.x + window.width).toBeGreaterThanOrEqual(
            Math.min(grid.width, core.x + core.width + halo),
          );
          expect(window.y + window.height).toBeGreaterThanOrEqual(
            Math.min(grid.height, core.y + core.height + halo),
          );
          expect(window.x + window.width).toBeLessThanOrEqual(grid.width);
          expect(window.y + window.height).toBeLessThanOrEqual(grid.height);
        }
        expect(x).toBe(grid.width);
        y += row[0]?.core.height ?? 0;
      }
      expect(y).toBe(grid.height);
    }),
    { numRuns: 25 },
  );
});

test('all windows of one picture have one shape', () => {
  fc.assert(
    fc.property(plan, ({ width, height, ...options }) => {
      const shapes = new Set(
        planTiles(width, height, options)
          .rows.flat()
          .map(({ window }) => `${window.width}×${window.height}`),
      );
      expect(shapes.size).toBe(1);
    }),
  );
});

test('reading beyond the edge repeats the last pixel', () => {
  const pixels = new Uint8ClampedArray([1, 2, 3, 255, 4, 5, 6, 255, 7, 8, 9, 255, 10, 11, 12, 255]);
  const read = readPadded(pixelSourceOf(pixels, 2, 2), { x: 1, y: 1, width: 2, height: 2 });
  expect([...read]).toEqual(Array.from({ length: 4 }, () => [10, 11, 12, 255]).flat());
});
