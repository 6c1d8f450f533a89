import { expect, test } from 'vitest';
import { shapeNames, shapeOf, sizeOfShape } from '../../../components/editor/shapes';

const model = { width: 512, height: 512 };
const bounds = { min: 256, max: 1024, step: 64, maxPixels: 1024 * 1024 };

test.each(shapeNames)('%s has about as many pixels as the model likes, in its steps, and is known again', (shape) => {
  const size = sizeOfShape(shape, model, bounds);
  for (const side of [size.width, size.height]) {
    expect(side % 64).toBe(0);
    expect(side).toBeGreaterThanOrEqual(256);
    expect(side).toBeLessThanOrEqual(1024);
  }
  expect((size.width * size.height) / (512 * 512)).toBeGreaterThan(0.85);
  expect((size.width * size.height) / (512 * 512)).toBeLessThan(1.15);
  expect(shapeOf(size, model, bounds)).toBe(shape);
});

test('the square of a model is its own size', () => {
  expect(sizeOfShape('square', model, bounds)).toEqual(model);
});

test.each(shapeNames)('%s has never more pixels than the model makes', (shape) => {
  for (const side of [512, 520, 768, 1000, 1024]) {
    for (const step of [8, 32, 64]) {
      const maxPixels = side * side;
      const tight = { min: 64, max: 2048, step, maxPixels };
      const { width, height } = sizeOfShape(shape, { width: side, height: side }, tight);
      expect(width * height, `${side} in steps of ${step}`).toBeLessThanOrEqual(maxPixels);
      expect(width * height).toBeGreaterThan(0.75 * maxPixels);
      expect(shapeOf({ width, height }, { width: side, height: side }, tight)).toBe(shape);
    }
  }
});

test.each(shapeNames)('%s stays within the pixels of a model whose sides cannot be short', (shape) => {
  const { width, height } = sizeOfShape(shape, { width: 520, height: 520 }, { min: 512, max: 2048, step: 8, maxPixels: 520 * 520 });
  expect(width * height).toBeLessThanOrEqual(520 * 520);
  expect(Math.min(width, height)).toBeGreaterThanOrEqual(512);
});

test('a size of no shape has no name', () => {
  expect(shapeOf({ width: 1024, height: 256 }, model, bounds)).toBeUndefined();
});
