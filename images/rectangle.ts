import type { Rectangle } from './tiles';

/** Width and height in pixels. */
export interface Size {
  width: number;
  height: number;
}

/** The part of `a` that lies in `b`; `undefined` where they share no pixel. */
export function intersection(a: Rectangle, b: Rectangle): Rectangle | undefined {
  const x = Math.max(a.x, b.x);
  const y = Math.max(a.y, b.y);
  const width = Math.min(a.x + a.width, b.x + b.width) - x;
  const height = Math.min(a.y + a.height, b.y + b.height) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : undefined;
}

/** `area` with `by` more pixels on each side, as far as the picture goes. */
export function grownWithin(area: Rectangle, by: number, picture: Size): Rectangle {
  const x = Math.max(0, area.x - by);
  const y = Math.max(0, area.y - by);
  return {
    x,
    y,
    width: Math.min(picture.width, area.x + area.width + by) - x,
    height: Math.min(picture.height, area.y + area.height + by) - y,
  };
}

/** The whole of a picture. */
export function wholeOf({ width, height }: Size): Rectangle {
  return { x: 0, y: 0, width, height };
}
