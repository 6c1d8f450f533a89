import { expect, test } from 'vitest';
import { DrawingPointer } from '../../../components/editor/drawing-pointer';
import { PointerGesture } from '../../../components/editor/pointer-gesture';

const finger = (pointerId: number) => ({ pointerId, pointerType: 'touch' });
const pen = { pointerId: 9, pointerType: 'pen' };
const mouse = { pointerId: 1, pointerType: 'mouse' };

test('one pointer draws; others neither add to what it draws nor end it', () => {
  const pointer = new DrawingPointer();
  expect(pointer.points(mouse)).toBe(true);
  expect(pointer.down(mouse)).toBe('begins');
  expect(pointer.down(finger(2))).toBe('nothing');
  expect([pointer.draws(mouse), pointer.draws(finger(2)), pointer.points(finger(2))]).toEqual([true, false, false]);
  expect(pointer.up(finger(2))).toBe(false);
  expect(pointer.up(mouse)).toBe(true);
  expect(pointer.draws(mouse)).toBe(false);
});

test('a second finger drops what the first one draws, and none draws until both are lifted', () => {
  const pointer = new DrawingPointer();
  expect(pointer.down(finger(1))).toBe('begins');
  expect(pointer.down(finger(2))).toBe('drops');
  expect([pointer.draws(finger(1)), pointer.points(finger(1))]).toEqual([false, false]);
  expect(pointer.up(finger(1))).toBe(false);
  expect(pointer.down(finger(3))).toBe('nothing');
  pointer.up(finger(2));
  pointer.up(finger(3));
  expect(pointer.down(finger(4))).toBe('begins');
  expect(pointer.up(finger(4))).toBe(true);
});

test('a pen draws beside the hand that holds it', () => {
  const pointer = new DrawingPointer();
  expect(pointer.down(finger(1))).toBe('begins');
  expect(pointer.down(pen)).toBe('begins');
  expect([pointer.draws(pen), pointer.draws(finger(1))]).toEqual([true, false]);
  expect(pointer.down(finger(2))).toBe('nothing');
  expect(pointer.up(pen)).toBe(true);
});

test('one pointer moves the view by as much as it moves', () => {
  const gesture = new PointerGesture();
  gesture.down(1, { x: 10, y: 10 }, false);
  expect(gesture.move(1, { x: 15, y: 8 })).toEqual({ pan: { x: 5, y: -2 } });
  gesture.up(1);
  expect(gesture.move(1, { x: 0, y: 0 })).toBeUndefined();
});

test.each([false, true])('two zoom around their middle, also where one alone does something else (%s)', (isTaken) => {
  const gesture = new PointerGesture();
  gesture.down(1, { x: 0, y: 0 }, isTaken);
  expect(gesture.move(1, { x: 10, y: 0 }) === undefined).toBe(isTaken);
  gesture.down(2, { x: 110, y: 0 }, isTaken);
  expect(gesture.move(2, { x: 210, y: 0 })).toEqual({ pan: { x: 50, y: 0 }, zoom: { at: { x: 110, y: 0 }, factor: 2 } });
  expect(gesture.move(1, { x: 110, y: 0 })).toEqual({ pan: { x: 50, y: 0 }, zoom: { at: { x: 160, y: 0 }, factor: 0.5 } });
  gesture.up(2);
  expect(gesture.move(1, { x: 0, y: 0 }) === undefined).toBe(isTaken);
});
