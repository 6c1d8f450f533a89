import { z } from '../messages/zod';
import { maxSide } from './limits';
import { rasteriseMask } from './rasterise-mask';
import { type Size, wholeOf } from './rectangle';
import type { Rectangle } from './tiles';

/**
 * What of a picture is to change, as the strokes that were made: so it can be undone shape by shape,
 * drawn at the size of the screen (`draw-mask.ts`) and rasterised at that of the picture
 * (`rasterise-mask.ts`). All lengths are in pixels of the picture; (0, 0) is the upper left corner of
 * its first pixel.
 */

/** Shapes in one mask. */
export const maxMaskShapes = 500;

/** Points in one shape. */
export const maxShapePoints = 4000;

/** Longest side of a coverage that something found, in values. */
export const maxCoverageSide = 2048;

/** Shapes in one mask that something found as coverage: each may take as many bytes as such a side squared. */
export const maxCoverageShapes = 16;

/** Longest feather, in pixels. */
export const maxFeather = 256;

/** Pointers leave the picture, and shapes go with them. */
const coordinate = z.number().min(-maxSide).max(2 * maxSide);
const length = z.number().min(0).max(2 * maxSide);
const points = (atLeast: number) =>
  z
    .array(coordinate)
    .min(2 * atLeast)
    .max(2 * maxShapePoints)
    .refine((numbers) => numbers.length % 2 === 0);

/** A brush with a round tip, drawn along a line: x and y of each point in turn; one point is a dot. */
const stroke = z.strictObject({
  kind: z.literal('stroke'),
  erase: z.boolean(),
  radius: z.number().min(0.5).max(maxSide),
  points: points(1),
});

const rectangle = z.strictObject({
  kind: z.literal('rectangle'),
  erase: z.boolean(),
  x: coordinate,
  y: coordinate,
  width: length,
  height: length,
});

/** What a line surrounds that goes back to where it began; where it crosses itself, too (nonzero winding). */
const lasso = z.strictObject({
  kind: z.literal('lasso'),
  erase: z.boolean(),
  points: points(3),
});

const ellipse = rectangle.extend({
  kind: z.literal('ellipse'),
  /** Set where it was switched off: then it is as if it were not there. */
  off: z.literal(true).optional(),
});

/** What a network found: how much of each of `columns` × `rows` equal parts of a rectangle is covered, 0–255, row by row. */
const coverage = z
  .strictObject({
    kind: z.literal('coverage'),
    erase: z.boolean(),
    x: coordinate,
    y: coordinate,
    width: length,
    height: length,
    columns: z.int().min(1).max(maxCoverageSide),
    rows: z.int().min(1).max(maxCoverageSide),
    values: z.instanceof(Uint8Array),
  })
  .refine(({ columns, rows, values }) => values.length === columns * rows);

export const maskShape = z.discriminatedUnion('kind', [stroke, rectangle, ellipse, lasso, coverage]);
export type MaskShape = z.infer<typeof maskShape>;

/** Whether a shape was switched off and covers nothing. */
export function isOff(shape: MaskShape): boolean {
  return 'off' in shape && shape.off === true;
}

export const maskSchema = z.strictObject({
  /** Each is laid over those before it; one that erases takes away from them. */
  shapes: z
    .array(maskShape)
    .max(maxMaskShapes)
    .refine((shapes) => shapes.filter(({ kind }) => kind === 'coverage').length <= maxCoverageShapes),
  /** Everything that the shapes do not cover, instead of what they do. */
  inverted: z.boolean(),
  /** How far the edge is blurred, to either side of it, in pixels. */
  feather: z.number().min(0).max(maxFeather),
});
export type Mask = z.infer<typeof maskSchema>;

/** Rows that are rasterised at once while bounds are looked for. */
const rowsAtOnce = 64;

/**
 * The smallest rectangle that holds everything the mask covers before its edge is feathered;
 * `undefined` when it covers nothing. The feather goes no further than `featherReach` beyond it.
 */
export function maskBounds(mask: Mask, picture: Size): Rectangle | undefined {
  const sharp = { ...mask, feather: 0 };
  let left = picture.width;
  let right = 0;
  let top: number | undefined;
  let bottom = 0;
  for (let y = 0; y < picture.height; y += rowsAtOnce) {
    const height = Math.min(rowsAtOnce, picture.height - y);
    const coverage = rasteriseMask(sharp, picture, { ...wholeOf(picture), y, height });
    for (let row = 0; row < height; row++) {
      const line = coverage.subarray(row * picture.width, (row + 1) * picture.width);
      let first = 0;
      while (first < line.length && line[first] === 0) first++;
      if (first === line.length) continue;
      left = Math.min(left, first);
      let end = line.length;
      while (end > right && line[end - 1] === 0) end--;
      right = Math.max(right, end);
      top ??= y + row;
      bottom = y + row + 1;
    }
  }
  return top === undefined ? undefined : { x: left, y: top, width: right - left, height: bottom - top };
}
