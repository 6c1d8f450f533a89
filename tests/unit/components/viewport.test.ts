import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fit, nextStep, pan, zoomTo } from '../../../components/editor/viewport';

const stage = { width: 800, height: 600 };

test('a fitted picture is whole and in the middle', () => {
  expect(fit({ width: 1600, height: 400 }, stage, 16)).toEqual({ x: 16, y: 204, width: 768 });
});

test('a small picture is shown at most four times as large', () => {
  expect(fit({ width: 10, height: 10 }, stage, 16).width).toBe(40);
});

test('what is under the pointer stays there', () => {
  const side = fc.integer({ min: 40, max: 4000 });
  fc.assert(
    fc.property(side, side, fc.double({ min: 0.5, max: 2, noNaN: true }), (width, height, factor) => {
      const picture = { width, height };
      const view = fit(picture, stage, 16);
      const point = { x: stage.width / 2, y: stage.height / 2 };
      const next = zoomTo(view, picture, stage, point, view.width * factor);
      const before = (point.x - view.x) / view.width;
      expect((point.x - next.x) / next.width).toBeCloseTo(before, 5);
    }),
  );
});

test('no pan pushes the picture out of sight', () => {
  const far = fc.integer({ min: -10_000, max: 10_000 });
  fc.assert(
    fc.property(far, far, (x, y) => {
      const picture = { width: 400, height: 300 };
      const view = pan(fit(picture, stage, 16), picture, stage, { x, y });
      expect(view.x).toBeLessThanOrEqual(stage.width - 48);
      expect(view.x + view.width).toBeGreaterThanOrEqual(48);
      expect(view.y).toBeLessThanOrEqual(stage.height - 48);
    }),
  );
});

test('steps lead through fixed zooms and end at the outermost', () => {
  expect(nextStep(0.9, 1)).toBe(1);
  expect(nextStep(1, 1)).toBe(1.5);
  expect(nextStep(1, -1)).toBe(0.67);
  expect(nextStep(32, 1)).toBe(32);
  expect(nextStep(0.01, -1)).toBe(0.05);
});
