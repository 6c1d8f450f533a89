import { isOff, maxCoverageShapes, maxMaskShapes, type Mask, type MaskShape } from '../../images/mask';
import { maxHints, type Hint } from '../../messages/editor-port';
import type { Size } from '../../models/tasks/task';

/** What the person marked, on a picture of this size. */
export interface PictureMask extends Size {
  mask: Mask;
  /** The tool that marked it by itself; what was drawn by hand is anybody's. */
  foundBy?: string;
  /** The object that was found where the person pointed: to point again says more of it, until another one is begun. */
  object?: PointedObject;
}

/** An object that was pointed at. */
export interface PointedObject {
  /** The one of the mask's shapes that it is. */
  shape: MaskShape;
  hints: readonly Hint[];
}

/** How the next part is marked. */
export interface Brush {
  kind: 'stroke' | 'rectangle' | 'ellipse' | 'lasso' | 'object';
  /** Whether it takes away what was marked; of an object, says what is no part of it. */
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
  return { ...sizeOf(size), mask: { shapes: [], inverted: false, feather: usualFeather(size, []) } };
}

/** The feather that such marks have unless another is chosen: none where a network found an edge, which is soft where the picture's is. */
export function usualFeather({ width, height }: Size, shapes: readonly MaskShape[]): number {
  return shapes.some(({ kind }) => kind === 'coverage') ? 0 : Math.round(Math.max(width, height) * initialFeather);
}

/** What a tool found, in place of what was marked before. A feather that was chosen stays. */
export function withFound({ foundBy: _before, ...mask }: PictureMask, shapes: readonly MaskShape[], foundBy?: string): PictureMask {
  const isUsual = mask.mask.feather === usualFeather(mask, mask.mask.shapes);
  const feather = isUsual ? usualFeather(mask, shapes) : mask.mask.feather;
  return { ...mask, mask: { shapes: [...shapes], inverted: false, feather }, ...(foundBy === undefined ? {} : { foundBy }) };
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
  return mask.inverted || mask.shapes.some((shape) => !shape.erase && !isOff(shape));
}

export function withShape(mask: PictureMask, shape: MaskShape): PictureMask {
  if (mask.mask.shapes.length >= maxMaskShapes) return mask;
  return { ...mask, mask: { ...mask.mask, shapes: [...mask.mask.shapes, shape] } };
}

/** Whether anything was marked, by the person or a tool, that could be switched on again. */
export function hasShapesToMark({ mask }: PictureMask): boolean {
  return mask.inverted || mask.shapes.some(({ erase }) => !erase);
}

/** One of the ovals of a mask, which can be switched off and on again. */
export interface MaskPart {
  /** Among the mask's shapes. */
  index: number;
  shape: Extract<MaskShape, { kind: 'ellipse' }>;
  /** Whether a tool would work on what it surrounds. */
  isOn: boolean;
}

/** The ovals that were found or drawn, in the order in which they came. */
export function partsOf({ mask }: PictureMask): MaskPart[] {
  return mask.shapes.flatMap((shape, index) =>
    shape.kind === 'ellipse' && !shape.erase ? [{ index, shape, isOn: isOff(shape) === mask.inverted }] : [],
  );
}

/** The same with one of its ovals switched. */
export function withSwitched(mask: PictureMask, { index, shape }: MaskPart): PictureMask {
  const { off, ...on } = shape;
  const switched = off ? on : { ...shape, off: true as const };
  return { ...mask, mask: { ...mask.mask, shapes: mask.mask.shapes.with(index, switched) } };
}

/** What was found where the person pointed takes the place of what was found there before; else it is one more mark. */
export function withObject(marked: PictureMask, found: MaskShape, hints: readonly Hint[]): PictureMask {
  const { mask, object } = marked;
  const at = object ? mask.shapes.indexOf(object.shape) : -1;
  // Of what is inverted, shapes say what is left out.
  const shape = { ...found, erase: mask.shapes[at]?.erase ?? mask.inverted };
  const shapes = at < 0 ? [...mask.shapes, shape] : mask.shapes.with(at, shape);
  const feather = mask.feather === usualFeather(marked, mask.shapes) ? usualFeather(marked, shapes) : mask.feather;
  return { ...marked, mask: { ...mask, shapes, feather }, object: { shape, hints } };
}

/** What is said of an object with one place more; a second box takes the place of the first. */
export function withHint(hints: readonly Hint[], hint: Hint): readonly Hint[] {
  const others = hint.width === undefined ? hints : hints.filter(({ width }) => width === undefined);
  return [...others, hint].slice(-maxHints);
}

/** To point from here on is about another object. */
export function withoutObject({ object: _before, ...mask }: PictureMask): PictureMask {
  return mask;
}

/** Whether there is room for one more object. */
export function hasRoomForObject({ mask: { shapes } }: PictureMask): boolean {
  return shapes.length < maxMaskShapes && shapes.filter(({ kind }) => kind === 'coverage').length < maxCoverageShapes;
}

/** Nothing is marked any more. */
export function cleared(mask: PictureMask): PictureMask {
  return withFound(withoutObject(mask), []);
}

/** Whether two masks mark the same but for the feather; none is as good as one without marks. */
export function sameMarks(a: PictureMask | undefined, b: PictureMask | undefined): boolean {
  const [one, other] = [a?.mask ?? noMarks, b?.mask ?? noMarks];
  const isSameShapes = one.shapes === other.shapes || one.shapes.length + other.shapes.length === 0;
  return isSameShapes && one.inverted === other.inverted;
}

const noMarks = { shapes: [], inverted: false };
