import type { MaskShape } from '../../images/mask';
import type { Hint } from '../../messages/editor-port';
import type { Size } from '../../models/tasks/task';
import type { Brush } from './marking';
import type { Point } from './viewport';

/** Pixels of the picture between two points of a line, as a share of its longer side. */
const apart = 0.0015;
/** Points of one line; a longer one goes on with the points that come last. */
const mostPoints = 2000;

/** A shape that is being drawn: points in pixels of the picture, as they come. */
export interface Drawing {
  brush: Brush;
  picture: Size;
  points: readonly Point[];
}

export function beginDrawing(brush: Brush, picture: Size, at: Point): Drawing {
  return { brush, picture, points: [near(at, picture)] };
}

export function continueDrawing(drawing: Drawing, to: Point): Drawing {
  const { brush, picture, points } = drawing;
  const at = near(to, picture);
  const [first] = points;
  if ((brush.kind === 'rectangle' || brush.kind === 'ellipse' || brush.kind === 'object') && first) return { ...drawing, points: [first, at] };
  const last = points.at(-1);
  const least = Math.max(picture.width, picture.height) * apart;
  if (last && Math.hypot(at.x - last.x, at.y - last.y) < least) return drawing;
  const kept = points.length < mostPoints ? points : points.slice(0, -1);
  return { ...drawing, points: [...kept, at] };
}

/** The radius of a brush in pixels of the picture. */
export function brushRadius({ size }: Brush, { width, height }: Size): number {
  return Math.max(0.5, (size * Math.max(width, height)) / 2);
}

/** What was drawn; nothing where it covers nothing. */
export function shapeOf({ brush, picture, points }: Drawing): MaskShape | undefined {
  const { kind, erase } = brush;
  const [first] = points;
  const last = points.at(-1);
  if (!first || !last) return undefined;
  switch (kind) {
    case 'stroke':
      return { kind, erase, radius: brushRadius(brush, picture), points: flat(points) };
    case 'lasso':
      return points.length < 3 ? undefined : { kind, erase, points: flat(points) };
    case 'object':
      return undefined;
    case 'rectangle':
    case 'ellipse': {
      const x = Math.min(first.x, last.x);
      const y = Math.min(first.y, last.y);
      const width = Math.abs(last.x - first.x);
      const height = Math.abs(last.y - first.y);
      return width < 1 || height < 1 ? undefined : { kind, erase, x, y, width, height };
    }
  }
}

/**
 * Where the person pointed at an object: a place, or a box where it was drawn. What is no part of it is always a place.
 *
 * @param least sides in pixels of the picture below which what was drawn is no box.
 */
export function hintOf({ brush, points }: Drawing, least: number): Hint | undefined {
  const [first] = points;
  const last = points.at(-1);
  if (!first || !last) return undefined;
  const isPart = !brush.erase;
  const [width, height] = [Math.abs(last.x - first.x), Math.abs(last.y - first.y)];
  if (isPart && Math.min(width, height) >= least) return { x: Math.min(first.x, last.x), y: Math.min(first.y, last.y), width, height, isPart };
  return { x: last.x, y: last.y, isPart };
}

/** Hundredths of a pixel are as much as a mask needs; how far outside of the picture a point lies matters to nothing. */
function flat(points: readonly Point[]): number[] {
  return points.flatMap(({ x, y }) => [Math.round(x * 100) / 100, Math.round(y * 100) / 100]);
}

function near({ x, y }: Point, { width, height }: Size): Point {
  return { x: Math.min(2 * width, Math.max(-width, x)), y: Math.min(2 * height, Math.max(-height, y)) };
}
