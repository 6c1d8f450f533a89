import type { Size } from './rectangle';
import type { Rectangle } from './tiles';

/** What sizes a model works at, in pixels. */
export interface WorkingSize {
  /** Width times height that it was trained at, such as 512 · 512. */
  area: number;
  /** Sides are multiples of this. */
  multiple: number;
  /** Shortest and longest side. */
  min: number;
  max: number;
}

/** The part of a picture that a model gets to see, and the size at which it sees it. */
export interface RegionPlan {
  /** In whole pixels of the picture, and inside it. */
  window: Rectangle;
  /** The size to work at: multiples of what the model asks for, in nearly the window's proportions. */
  width: number;
  height: number;
}

/** How much longer than what changes a window is: what is around tells a model what belongs there. */
const usualContext = 1.5;

/**
 * What a model should see of a picture so that it can change a part of it: the part with its surroundings,
 * moved into the picture. Never less than what fills the size that the model was trained at, so that a
 * small part is worked on pixel by pixel and nothing is enlarged but pictures that are smaller than that.
 *
 * @param bounds what changes, feather included; inside the picture.
 * @param context how many times as long as the bounds the window is to be, at least 1.
 */
export function planRegion(
  bounds: Rectangle,
  picture: Size,
  working: WorkingSize,
  context = usualContext,
): RegionPlan {
  const native = Math.sqrt(working.area);
  let width = Math.min(picture.width, Math.ceil(Math.max(bounds.width * context, native)));
  let height = Math.min(picture.height, Math.ceil(Math.max(bounds.height * context, native)));
  const size = workingSizeFor(width / height, working);
  // The window follows where the size has other proportions, for its multiples and limits, as far as there is picture.
  width = Math.min(picture.width, Math.max(width, Math.round((height * size.width) / size.height)));
  height = Math.min(picture.height, Math.max(height, Math.round((width * size.height) / size.width)));
  const window = {
    x: placed(bounds.x, bounds.width, width, picture.width),
    y: placed(bounds.y, bounds.height, height, picture.height),
    width,
    height,
  };
  return { window, ...size };
}

/** The size of at most the model's area that comes closest to the proportions (width over height). */
function workingSizeFor(proportions: number, { area, multiple, min, max }: WorkingSize): Size {
  const shortest = Math.ceil(min / multiple) * multiple;
  const longest = Math.max(shortest, Math.floor(max / multiple) * multiple);
  const near = (length: number): number[] =>
    [Math.floor(length / multiple), Math.ceil(length / multiple)].map((count) =>
      Math.min(longest, Math.max(shortest, count * multiple)),
    );
  const exactly = Math.sqrt(area * proportions);
  const sizes = near(exactly).flatMap((width) => near(exactly / proportions).map((height) => ({ width, height })));
  const smallest = Math.min(...sizes.map(({ width, height }) => width * height));
  const fitting = sizes.filter(({ width, height }) => width * height <= Math.max(area, smallest));
  return fitting.reduce((best, size) => {
    const gain = distortion(best, proportions) - distortion(size, proportions);
    const isBetter = gain > 0 || (gain === 0 && size.width * size.height > best.width * best.height);
    return isBetter ? size : best;
  });
}

/** How far the proportions of a size are from those wanted, 0 for not at all. */
function distortion({ width, height }: Size, proportions: number): number {
  return Math.abs(Math.log(width / height / proportions));
}

/** Where a length begins that has the bounds in its middle, moved into the picture. */
function placed(start: number, length: number, wanted: number, total: number): number {
  return Math.max(0, Math.min(Math.round(start + length / 2 - wanted / 2), total - wanted));
}
