import fc from 'fast-check';
import type { Mask, MaskShape } from '../../../images/mask';

export const picture = { width: 40, height: 30 };

const coordinate = fc.double({ min: -15, max: 55, noNaN: true });
const points = (atLeast: number) =>
  fc.array(fc.tuple(coordinate, coordinate), { minLength: atLeast, maxLength: 6 }).map((pairs) => pairs.flat());
const length = fc.double({ min: 0, max: 50, noNaN: true });

export const anyShape: fc.Arbitrary<MaskShape> = fc.oneof(
  fc.record({
    kind: fc.constant('stroke' as const),
    erase: fc.boolean(),
    radius: fc.double({ min: 0.5, max: 12, noNaN: true }),
    points: points(1),
  }),
  fc.record({
    kind: fc.constant('rectangle' as const),
    erase: fc.boolean(),
    x: coordinate,
    y: coordinate,
    width: length,
    height: length,
  }),
  fc.record({ kind: fc.constant('lasso' as const), erase: fc.boolean(), points: points(3) }),
);

export const anyMask: fc.Arbitrary<Mask> = fc.record({
  shapes: fc.array(anyShape, { maxLength: 5 }),
  inverted: fc.boolean(),
  feather: fc.integer({ min: 0, max: 15 }),
});

/** A rectangle wholly inside `picture`. */
export const anyArea = fc
  .tuple(fc.nat(picture.width - 1), fc.nat(picture.height - 1), fc.nat(), fc.nat())
  .map(([x, y, width, height]) => ({
    x,
    y,
    width: 1 + (width % (picture.width - x)),
    height: 1 + (height % (picture.height - y)),
  }));
