import type { MaskShape } from '../../images/mask';
import { type Size, wholeOf } from '../../images/rectangle';
import type { Rectangle } from '../../images/tiles';
import { CodedError } from '../../messages/errors';
import type { FloatValue } from '../runtime/graph';

/** Longest side of what is found, in values. */
export const longestSide = 1024;

type CoverageShape = Extract<MaskShape, { kind: 'coverage' }>;

/** One of the masks that a decoder gave. */
export interface Logits {
  /** Above 0 where it is the object, row by row. */
  values: Float32Array;
  columns: number;
  rows: number;
}

/**
 * Of the masks that a decoder gave the one that it thinks best of.
 *
 * @param masks `[1, 1, count, rows, columns]`.
 * @param quality `[1, 1, count]`.
 * @throws CodedError `model-failed` where they are of other shapes or no numbers
 */
export function bestMask(masks: FloatValue, quality: FloatValue): Logits {
  const [count = 0, rows = 0, columns = 0] = masks.dims.slice(-3);
  const area = rows * columns;
  const isRight = masks.dims.length === 5 && area > 0 && masks.data.length === count * area && quality.data.length === count;
  if (!isRight) throw new CodedError('model-failed', `masks of shape [${masks.dims.join()}] with [${quality.dims.join()}]`);
  const best = quality.data.reduce((most, value, index) => (value > (quality.data[most] ?? -Infinity) ? index : most), 0);
  const values = masks.data.subarray(best * area, (best + 1) * area);
  if (!values.every(Number.isFinite)) throw new CodedError('model-failed', 'a mask that is no number');
  return { values, columns, rows };
}

/**
 * The object as a shape of a mask: logits interpolated between the middles of their places, 0 is its edge, which is about two
 * values of the result wide.
 *
 * @param seen how much of the logits' columns and rows, from the first on, the picture fills; 1 where it fills all.
 * @param limit of the picture, where the object is to end.
 * @returns as small as it can be, without changing what it covers; nothing where it covers nothing.
 */
export function objectShape(logits: Logits, seen: Size, picture: Size, limit: Rectangle = wholeOf(picture)): CoverageShape | undefined {
  const ratio = Math.min(1, longestSide / Math.max(picture.width, picture.height));
  const columns = Math.max(1, Math.round(picture.width * ratio));
  const rows = Math.max(1, Math.round(picture.height * ratio));
  const [wide, high] = [picture.width / columns, picture.height / rows];
  const isInside = (x: number, y: number): boolean => {
    const [across, down] = [(x + 0.5) * wide - limit.x, (y + 0.5) * high - limit.y];
    return across >= 0 && across <= limit.width && down >= 0 && down <= limit.height;
  };
  const fine = enlarged(logits, seen, columns, rows);
  const values = new Uint8Array(columns * rows);
  let [left, right, top, bottom] = [columns, -1, rows, -1];
  for (let y = 0; y < rows; y++) {
    const [above, below] = [Math.max(0, y - 1), Math.min(rows - 1, y + 1)];
    for (let x = 0; x < columns; x++) {
      const at = y * columns + x;
      const [before, after] = [Math.max(0, x - 1), Math.min(columns - 1, x + 1)];
      const across = ((fine[y * columns + after] ?? 0) - (fine[y * columns + before] ?? 0)) / Math.max(1, after - before);
      const down = ((fine[below * columns + x] ?? 0) - (fine[above * columns + x] ?? 0)) / Math.max(1, below - above);
      const value = fine[at] ?? 0;
      // How far the edge is away, in values of the result: what counts is where it is, not how sure the network is.
      const slope = Math.hypot(across, down);
      const part = slope > 0 ? 0.5 + value / slope / 2 : Number(value > 0);
      const byte = Math.round(255 * Math.max(0, Math.min(1, part)));
      if (byte === 0 || !isInside(x, y)) continue;
      values[at] = byte;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = y;
    }
  }
  if (right < 0) return undefined;
  // One more on each side, so that it fades to nothing inside of its rectangle.
  const [x, y] = [Math.max(0, left - 1), Math.max(0, top - 1)];
  const [width, height] = [Math.min(columns, right + 2) - x, Math.min(rows, bottom + 2) - y];
  const cut = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) {
    const from = (y + row) * columns + x;
    cut.set(values.subarray(from, from + width), row * width);
  }
  return { kind: 'coverage', erase: false, x: x * wide, y: y * high, width: width * wide, height: height * high, columns: width, rows: height, values: cut };
}

/** Logits at another size: bilinear, between the middles of their places. */
function enlarged({ values, columns, rows }: Logits, seen: Size, width: number, height: number): Float32Array {
  const out = new Float32Array(width * height);
  const across = Array.from({ length: width }, (_, x) => between(((x + 0.5) * columns * seen.width) / width - 0.5, columns));
  for (let y = 0; y < height; y++) {
    const down = between(((y + 0.5) * rows * seen.height) / height - 0.5, rows);
    const [above, below] = [down.first * columns, down.second * columns];
    for (let x = 0; x < width; x++) {
      const at = across[x];
      if (!at) continue;
      const upper = mixed(values[above + at.first] ?? 0, values[above + at.second] ?? 0, at.part);
      const lower = mixed(values[below + at.first] ?? 0, values[below + at.second] ?? 0, at.part);
      out[y * width + x] = mixed(upper, lower, down.part);
    }
  }
  return out;
}

function between(at: number, count: number): { first: number; second: number; part: number } {
  const inside = Math.max(0, Math.min(count - 1, at));
  const first = Math.floor(inside);
  return { first, second: Math.min(count - 1, first + 1), part: inside - first };
}

function mixed(from: number, to: number, part: number): number {
  return from + (to - from) * part;
}
