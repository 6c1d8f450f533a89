import { expect, test } from 'vitest';
import { shapeNames, shapeOf, sizeOfShape } from '../../../components/editor/shapes';

const model = { width: 512, height: 512 };
const bounds = { min: 256, max: 1024, step: 64 };

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

test('a size of no shape has no name', () => {
  expect(shapeOf({ width: 1024, height: 256 }, model, bounds)).toBeUndefined();
});
