import { expect, test } from 'vitest';
import { maskShape } from '../../../images/mask';
import { beginDrawing, brushRadius, continueDrawing, shapeOf } from '../../../components/editor/drawing';
import { cleared, emptyMask, hasShapesToMark, initialBrush, isMarked, maskFor, partsOf, withShape, withSwitched } from '../../../components/editor/marking';

const picture = { width: 400, height: 200 };
const rectangle = { ...initialBrush, kind: 'rectangle' } as const;
const lasso = { ...initialBrush, kind: 'lasso' } as const;

function drawn(brush: Parameters<typeof beginDrawing>[0], ...points: readonly (readonly [number, number])[]) {
  const [[x, y] = [0, 0], ...rest] = points;
  return shapeOf(rest.reduce((drawing, [nextX, nextY]) => continueDrawing(drawing, { x: nextX, y: nextY }), beginDrawing(brush, picture, { x, y })));
}

test('a stroke is its points and the radius of the brush, in pixels of the picture', () => {
  expect(brushRadius({ ...initialBrush, size: 0.1 }, picture)).toBe(20);
  expect(drawn({ ...initialBrush, size: 0.1 }, [10, 10], [20.004, 10])).toEqual({
    kind: 'stroke',
    erase: false,
    radius: 20,
    points: [10, 10, 20, 10],
  });
});

test('points that lie on one another are one, and a line has an end', () => {
  expect(drawn(initialBrush, [10, 10], [10.1, 10.1], [10.2, 10], [30, 10])).toMatchObject({ points: [10, 10, 30, 10] });
  const long = Array.from({ length: 5000 }, (_, index) => [(index * 7) % 400, (index * 3) % 200] as const);
  const line = drawn(initialBrush, ...long);
  expect(line?.kind === 'stroke' && line.points.length).toBe(4000);
});

test('a box is the same from whichever corner it is drawn, and none without an area', () => {
  const box = { kind: 'rectangle', erase: false, x: 10, y: 20, width: 30, height: 40 };
  expect(drawn(rectangle, [10, 20], [90, 90], [40, 60])).toEqual(box);
  expect(drawn(rectangle, [40, 60], [10, 20])).toEqual(box);
  expect(drawn(rectangle, [40, 60], [40, 20])).toBeUndefined();
  expect(drawn(lasso, [0, 0], [50, 0])).toBeUndefined();
  expect(drawn(lasso, [0, 0], [50, 0], [50, 50])).toMatchObject({ kind: 'lasso', points: [0, 0, 50, 0, 50, 50] });
});

test('an oval is drawn as a box is, around the corners that were pointed at', () => {
  const oval = { kind: 'ellipse', erase: false, x: 10, y: 20, width: 30, height: 40 };
  // It follows the hand to the last hundredth, as no line does.
  expect(drawn({ ...initialBrush, kind: 'ellipse' }, [40, 60], [90, 90], [10.2, 20], [10, 20])).toEqual(oval);
  expect(maskShape.safeParse(oval).success).toBe(true);
});

test('an oval that is switched off marks nothing, is still listed, and comes back as it was', () => {
  const oval = { kind: 'ellipse', erase: false, x: 10, y: 20, width: 30, height: 40 } as const;
  const stroke = { kind: 'stroke' as const, erase: true, radius: 5, points: [1, 1] };
  const mask = withShape(withShape(withShape(emptyMask(picture), stroke), oval), { ...oval, erase: true });
  const [part, ...more] = partsOf(mask);
  if (!part) throw new Error('no part');
  expect(more).toEqual([]);
  expect(part).toEqual({ index: 1, shape: oval, isOn: true });
  const off = withSwitched(mask, part);
  expect([isMarked(off), hasShapesToMark(off)]).toEqual([false, true]);
  const [same] = partsOf(off);
  expect(same).toMatchObject({ index: 1, isOn: false });
  expect(maskShape.safeParse(same?.shape).success).toBe(true);
  expect(same && withSwitched(off, same)).toEqual(mask);
  expect(partsOf({ ...off, mask: { ...off.mask, inverted: true } })[0]?.isOn).toBe(true);
});

test('what was cleared marks nothing, inverted or not', () => {
  const shape = drawn(rectangle, [0, 0], [10, 10]);
  if (!shape) throw new Error('nothing drawn');
  const mask = withShape(emptyMask(picture), shape);
  expect(isMarked(cleared(mask))).toBe(false);
  expect(isMarked(cleared({ ...mask, mask: { ...mask.mask, inverted: true } }))).toBe(false);
});

test('however far a hand goes outside of a picture, its marks stay what a job may carry', () => {
  const far = drawn(initialBrush, [10, 10], [1e7, -1e7]);
  expect(maskShape.safeParse(far).success).toBe(true);
  const box = drawn(rectangle, [-1e7, 0], [1e7, 100]);
  expect(maskShape.safeParse(box).success).toBe(true);
});

test('something is marked where a shape adds, or where all but what is marked counts', () => {
  const shape = drawn(rectangle, [0, 0], [10, 10]);
  if (!shape) throw new Error('nothing drawn');
  const empty = emptyMask(picture);
  expect(isMarked(empty)).toBe(false);
  expect(isMarked(withShape(empty, { ...shape, erase: true }))).toBe(false);
  expect(isMarked(withShape(empty, shape))).toBe(true);
  expect(isMarked({ ...empty, mask: { ...empty.mask, inverted: true } })).toBe(true);
});

test('a mask does not hold for a picture of another size', () => {
  const shape = drawn(rectangle, [0, 0], [10, 10]);
  if (!shape) throw new Error('nothing drawn');
  const mask = withShape(emptyMask(picture), shape);
  expect(maskFor(mask, picture)).toBe(mask);
  expect(maskFor(mask, { width: 800, height: 400 })).toEqual(emptyMask({ width: 800, height: 400 }));
});
