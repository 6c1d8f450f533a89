import type { NumberBounds } from '../../models/tasks/options';
import type { Size } from '../../models/tasks/task';

/** Shapes that are offered by name, as width over height. */
export const shapes = {
  square: 1,
  portrait: 3 / 4,
  landscape: 4 / 3,
  tall: 9 / 16,
  wide: 16 / 9,
} as const;
export type Shape = keyof typeof shapes;

/** What a model allows of a size. */
export interface SizeBounds extends NumberBounds {
  /** Of both sides together. */
  maxPixels: number;
}

/**
 * The size of a shape that has about as many pixels as `like`, and no more than a model makes, in steps that it takes.
 *
 * @param bounds of both sides.
 */
export function sizeOfShape(shape: Shape, like: Size, { min, max, step, maxPixels }: SizeBounds): Size {
  const ratio = shapes[shape];
  const area = Math.min(maxPixels, like.width * like.height);
  const sides = [Math.sqrt(area * ratio), Math.sqrt(area / ratio)] as const;
  const snapped = (round: (steps: number) => number): Size => {
    const [width, height] = sides.map((side) => Math.min(max, Math.max(min, round(side / step) * step)));
    return { width: width ?? min, height: height ?? min };
  };
  const near = snapped(Math.round);
  if (near.width * near.height <= maxPixels) return near;
  const { width, height } = snapped(Math.floor);
  // A side that is as short as it may be can still be too long beside the other.
  const most = (other: number) => Math.max(min, Math.floor(maxPixels / other / step) * step);
  return width > height ? { width: Math.min(width, most(height)), height } : { width, height: Math.min(height, most(width)) };
}

/** Which of the shapes a size is, as near as steps allow; `undefined` where it is none of them. */
export function shapeOf(size: Size, like: Size, bounds: SizeBounds): Shape | undefined {
  return shapeNames.find((shape) => {
    const { width, height } = sizeOfShape(shape, like, bounds);
    return width === size.width && height === size.height;
  });
}

export const shapeNames: readonly Shape[] = ['square', 'portrait', 'landscape', 'tall', 'wide'];
