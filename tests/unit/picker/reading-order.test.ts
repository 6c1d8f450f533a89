import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inReadingOrder } from '../../../picker/reading-order';

const box = (x: number, y: number, width = 100, height = 100) => ({ x, y, width, height });
const order = (boxes: readonly ReturnType<typeof box>[], direction?: 'ltr' | 'rtl'): number[] =>
  inReadingOrder([...boxes.keys()], (index) => boxes[index] ?? box(0, 0), direction);

describe('inReadingOrder', () => {
  it('goes along rows, then down', () => {
    expect(order([box(200, 210), box(0, 200), box(200, 5), box(0, 0)])).toEqual([3, 2, 1, 0]);
  });

  it('follows the direction of the script', () => {
    expect(order([box(0, 0), box(200, 5), box(0, 200)], 'rtl')).toEqual([1, 0, 2]);
  });

  it('does not take a small picture half-way down a tall one for its neighbour', () => {
    expect(order([box(0, 0, 100, 400), box(200, 150, 40, 40), box(200, 0, 40, 40)])).toEqual([0, 2, 1]);
  });

  it('keeps every item once', () => {
    const number = fc.integer({ min: -1000, max: 1000 });
    const anyBox = fc.record({ x: number, y: number, width: fc.nat(500), height: fc.nat(500) });
    fc.assert(
      fc.property(fc.array(anyBox), (boxes) => {
        expect(order(boxes).sort((a, b) => a - b)).toEqual([...boxes.keys()]);
      }),
    );
  });
});
