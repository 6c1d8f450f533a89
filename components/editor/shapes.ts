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

/**
 * The size of a shape that has about as many pixels as `like`, in steps that the model takes.
 *
 * @param bounds of both sides.
 */
export function sizeOfShape(shape: Shape, like: Size, { min, max, step }: NumberBounds): Size {
  const ratio = shapes[shape];
  const area = like.width * like.height;
  const snap = (side: number) => Math.min(max, Math.max(min, Math.round(side / step) * step));
  return { width: snap(Math.sqrt(area * ratio)), height: snap(Math.sqrt(area / ratio)) };
}

/** Which of the shapes a size is, as near as steps allow; `undefined` where it is none of them. */
export function shapeOf(size: Size, like: Size, bounds: NumberBounds): Shape | undefined {
  return shapeNames.find((shape) => {
    const { width, height } = sizeOfShape(shape, like, bounds);
    return width === size.width && height === size.height;
  });
}

export const shapeNames: readonly Shape[] = ['square', 'portrait', 'landscape', 'tall', 'wide'];
