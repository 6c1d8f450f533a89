import type { PixelSource } from '../../images/pixel-source';
import { readRegion } from '../../images/read-region';
import { type Size, wholeOf } from '../../images/rectangle';
import type { Rectangle } from '../../images/tiles';
import type { Hint } from '../../messages/editor-port';
import { CodedError } from '../../messages/errors';
import type { SegmenterModel } from '../catalog/model';
import type { GraphValue } from '../runtime/graph';
import { tensorOf } from './picture-tensor';

/** What of a segmenter's input a picture of this size fills, in pixels from the upper left. */
export function filledPart({ width, height }: Size, { input, shape }: Pick<SegmenterModel, 'input' | 'shape'>): Size {
  if (shape === 'stretched') return { width: input.width, height: input.height };
  const scale = Math.min(input.width / width, input.height / height);
  return {
    width: Math.max(1, Math.min(input.width, Math.round(width * scale))),
    height: Math.max(1, Math.min(input.height, Math.round(height * scale))),
  };
}

/** All of a picture as a segmenter's encoder takes it. What it does not fill is 0 after normalising, as SAM has it. */
export function segmenterInput(source: PixelSource, model: Pick<SegmenterModel, 'input' | 'shape'>): GraphValue {
  const { input } = model;
  const filled = filledPart(source, model);
  const seen = tensorOf(readRegion(source, { window: wholeOf(source), ...filled }), filled, { ...input, layout: 'nchw' });
  if (filled.width === input.width && filled.height === input.height) return seen;
  const out = new Float32Array(3 * input.width * input.height);
  for (let row = 0; row < 3 * filled.height; row++) {
    const channel = Math.floor(row / filled.height);
    const to = (channel * input.height + row - channel * filled.height) * input.width;
    out.set(seen.data.subarray(row * filled.width, (row + 1) * filled.width), to);
  }
  return { data: out, dims: [1, 3, input.height, input.width] };
}

/**
 * Where the person pointed, as a segmenter's decoder takes it.
 *
 * @param hints in pixels of the picture; of several boxes the last one counts.
 * @throws CodedError `options-invalid` where nothing says where the object is
 */
export function promptOf(hints: readonly Hint[], picture: Size, model: SegmenterModel): Record<string, GraphValue> {
  const { points, boxes } = model;
  const filled = filledPart(picture, model);
  const across = (x: number): number => (clamped(x, picture.width) * filled.width) / picture.width;
  const down = (y: number): number => (clamped(y, picture.height) * filled.height) / picture.height;
  const told: { x: number; y: number; label: number }[] = [];
  for (const { x, y, isPart } of hints.filter(({ width }) => width === undefined)) {
    told.push({ x: across(x), y: down(y), label: isPart ? points.part : points.notPart });
  }
  const box = boxOf(hints);
  if (!box && !hints.some(({ isPart }) => isPart)) throw new CodedError('options-invalid', 'no place that is part of it');
  const corners = box && { left: across(box.x), top: down(box.y), right: across(box.x + box.width), bottom: down(box.y + box.height) };
  if (corners && boxes.as === 'corners') {
    told.push({ x: corners.left, y: corners.top, label: boxes.first }, { x: corners.right, y: corners.bottom, label: boxes.last });
  }
  // A point that says more precisely what is meant makes that of the box's middle one too many.
  if (corners && boxes.as === 'middle' && !told.some(({ label }) => label === points.part)) {
    told.push({ x: (corners.left + corners.right) / 2, y: (corners.top + corners.bottom) / 2, label: points.part });
  }
  const sides = corners ? [corners.left, corners.top, corners.right, corners.bottom] : [];
  return {
    [points.name]: { data: Float32Array.from(told.flatMap(({ x, y }) => [x, y])), dims: [1, 1, told.length, 2] },
    [points.labels]: { data: Int32Array.from(told, ({ label }) => label), dims: [1, 1, told.length] },
    ...(boxes.as === 'input' ? { [boxes.name]: { data: Float32Array.from(sides), dims: [1, sides.length / 4, 4] } } : {}),
  };
}

/** The box that counts: the last one. */
export function boxOf(hints: readonly Hint[]): Rectangle | undefined {
  for (const { x, y, width, height, isPart } of hints.toReversed()) {
    if (isPart && width !== undefined && height !== undefined) return { x, y, width, height };
  }
  return undefined;
}

function clamped(at: number, length: number): number {
  return Math.max(0, Math.min(length, at));
}
