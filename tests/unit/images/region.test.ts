import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planRegion } from '../../../images/region';
import { size } from '../../sizes';

const models = {
  sd15: { area: 512 * 512, multiple: 8, min: 256, max: 1024 },
  sdxl: { area: 1024 * 1024, multiple: 64, min: 512, max: 2048 },
  tiny: { area: 64 * 64, multiple: 8, min: 32, max: 128 },
};

const pictureSize = fc.integer({ min: 1, max: 8000 });
const anyCase = fc
  .tuple(pictureSize, pictureSize, fc.nat(), fc.nat(), fc.nat(), fc.nat(), fc.constantFrom(...Object.values(models)))
  .map(([width, height, a, b, c, d, model]) => {
    const x = a % width;
    const y = b % height;
    const bounds = { x, y, width: 1 + (c % (width - x)), height: 1 + (d % (height - y)) };
    return { picture: { width, height }, bounds, model };
  });

describe('planRegion', () => {
  it('holds what changes, stays in the picture and gives sizes that the model takes', () => {
    fc.assert(
      fc.property(anyCase, ({ picture, bounds, model }) => {
        const { window, width, height } = planRegion(bounds, picture, model);
        for (const value of Object.values(window)) expect(Number.isInteger(value)).toBe(true);
        expect(window.x).toBeGreaterThanOrEqual(0);
        expect(window.y).toBeGreaterThanOrEqual(0);
        expect(window.x + window.width).toBeLessThanOrEqual(picture.width);
        expect(window.y + window.height).toBeLessThanOrEqual(picture.height);
        expect(window.x).toBeLessThanOrEqual(bounds.x);
        expect(window.y).toBeLessThanOrEqual(bounds.y);
        expect(window.x + window.width).toBeGreaterThanOrEqual(bounds.x + bounds.width);
        expect(window.y + window.height).toBeGreaterThanOrEqual(bounds.y + bounds.height);
        for (const side of [width, height]) {
          expect(side % model.multiple).toBe(0);
          expect(side).toBeGreaterThanOrEqual(model.min);
          expect(side).toBeLessThanOrEqual(model.max);
        }
      }),
      { numRuns: size('fuzzRuns') },
    );
  });

  it('keeps proportions and enlarges nothing where the picture has room', () => {
    fc.assert(
      fc.property(anyCase, ({ bounds, picture, model }) => {
        fc.pre(picture.width >= 4 * model.max && picture.height >= 4 * model.max);
        fc.pre(bounds.width * 6 < picture.width && bounds.height * 6 < picture.height);
        const { window, width, height } = planRegion(bounds, picture, model);
        expect(Math.abs(window.width / width / (window.height / height) - 1)).toBeLessThan(0.01);
        expect(width).toBeLessThanOrEqual(window.width * 1.01);
        // What memory was planned for, and not much less.
        expect(width * height).toBeGreaterThan(model.area * 0.7);
        expect(width * height).toBeLessThanOrEqual(model.area);
      }),
      { numRuns: size('fuzzRuns') },
    );
  });

  it('shows a small part at the size of its pixels, with what surrounds it', () => {
    const plan = planRegion({ x: 3000, y: 2000, width: 40, height: 30 }, { width: 6000, height: 4000 }, models.sd15);
    expect(plan).toEqual({ window: { x: 2764, y: 1759, width: 512, height: 512 }, width: 512, height: 512 });
  });

  it('shows a large part with half as much again around it', () => {
    const plan = planRegion({ x: 2000, y: 1000, width: 1600, height: 1600 }, { width: 6000, height: 4000 }, models.sd15);
    expect(plan).toEqual({ window: { x: 1600, y: 600, width: 2400, height: 2400 }, width: 512, height: 512 });
  });

  it('moves the window into the picture at its corner', () => {
    const plan = planRegion({ x: 5990, y: 3990, width: 10, height: 10 }, { width: 6000, height: 4000 }, models.sd15);
    expect(plan.window).toEqual({ x: 5488, y: 3488, width: 512, height: 512 });
  });

  it('gives a long part more around it rather than a size that the model cannot work at', () => {
    const plan = planRegion({ x: 0, y: 1000, width: 6000, height: 10 }, { width: 6000, height: 4000 }, models.sd15);
    // 1024 × 256 is as long as it gets: 4 to 1.
    expect(plan).toEqual({ window: { x: 0, y: 255, width: 6000, height: 1500 }, width: 1024, height: 256 });
  });

  it('enlarges a picture that is smaller than what the model was trained at', () => {
    const plan = planRegion({ x: 10, y: 10, width: 10, height: 10 }, { width: 200, height: 100 }, models.sd15);
    expect(plan).toEqual({ window: { x: 0, y: 0, width: 200, height: 100 }, width: 720, height: 360 });
  });
});
