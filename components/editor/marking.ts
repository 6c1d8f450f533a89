import { maxMaskShapes, type Mask, type MaskShape } from '../../images/mask';
import type { Size } from '../../models/tasks/task';

/** What the person marked, on a picture of this size, and what of it was taken back. */
export interface PictureMask extends Size {
  mask: Mask;
  undone: readonly MaskShape[];
}

/** How the next part is marked. */
export interface Brush {
  kind: 'stroke' | 'rectangle' | 'lasso';
  /** Whether it takes away what was marked. */
  erase: boolean;
  /** Of a stroke, as a share of the picture's longer side. */
  size: number;
}

export const initialBrush: Brush = { kind: 'stroke', erase: false, size: 0.06 };

/** Smallest and largest share of a picture's longer side that a brush covers. */
export const brushSizes = { min: 0.005, max: 0.3 } as const;

/** Feather that masks begin with, as a share of the picture's longer side. */
const initialFeather = 0.008;

export function emptyMask(size: Size): PictureMask {
  const feather = Math.round(Math.max(size.width, size.height) * initialFeather);
  return { ...sizeOf(size), mask: { shapes: [], inverted: false, feather }, undone: [] };
}

function sizeOf({ width, height }: Size): Size {
  return { width, height };
}

/** The mask of a state of a picture: none was drawn yet on one of another size. */
export function maskFor(mask: PictureMask | undefined, size: Size): PictureMask {
  return mask?.width === size.width && mask.height === size.height ? mask : emptyMask(size);
}

/** Whether something is marked, as far as shapes tell. */
export function isMarked({ mask }: PictureMask): boolean {
  return mask.inverted || mask.shapes.some(({ erase }) => !erase);
}

export function withShape(mask: PictureMask, shape: MaskShape): PictureMask {
  if (mask.mask.shapes.length >= maxMaskShapes) return mask;
  return { ...mask, mask: { ...mask.mask, shapes: [...mask.mask.shapes, shape] }, undone: [] };
}

/** Nothing is marked any more; the marks can be brought back one by one. */
export function cleared(mask: PictureMask): PictureMask {
  const { shapes } = mask.mask;
  return { ...mask, mask: { ...mask.mask, shapes: [], inverted: false }, undone: shapes.toReversed() };
}

export function canUndoShape(mask: PictureMask | undefined): boolean {
  return mask !== undefined && mask.mask.shapes.length > 0;
}

export function canRedoShape(mask: PictureMask | undefined): boolean {
  return mask !== undefined && mask.undone.length > 0;
}

export function undoShape(mask: PictureMask): PictureMask {
  const last = mask.mask.shapes.at(-1);
  if (!last) return mask;
  return { ...mask, mask: { ...mask.mask, shapes: mask.mask.shapes.slice(0, -1) }, undone: [...mask.undone, last] };
}

export function redoShape(mask: PictureMask): PictureMask {
  const last = mask.undone.at(-1);
  if (!last) return mask;
  return { ...mask, mask: { ...mask.mask, shapes: [...mask.mask.shapes, last] }, undone: mask.undone.slice(0, -1) };
}
