import { bleedColor, bleedRadius } from './planes';
import type { PixelSource } from './pixel-source';
import { grownWithin } from './rectangle';
import type { RegionPlan } from './region';
import { resamplingTaps } from './resample';
import type { Rectangle } from './tiles';

/** How much of each pixel of a rectangle of the picture changes, 0–255, row by row. */
export type Coverage = (area: Rectangle) => Uint8ClampedArray;

/** Pixels of the picture that are looked at together. */
const pixelsAtOnce = 2 ** 19;

/**
 * What a model gets to see of a picture: the window at the size to work at. Memory is that size and a
 * band of the window, however large it is.
 *
 * @returns RGB, planar, 0–1: `[3, plan.height, plan.width]`. Alpha is left out; what is fully transparent has
 * the colour of what is beside it.
 */
export function readRegion(source: PixelSource, plan: RegionPlan): Float32Array<ArrayBuffer> {
  const read = source.mayHaveAlpha ? readBled : readPlain;
  return readPlanes(plan, (area) => read(source, area), 4, 3);
}

/** How much of each pixel at the size to work at changes: `[plan.height, plan.width]`, 0–1. */
export function readRegionMask(coverage: Coverage, plan: RegionPlan): Float32Array<ArrayBuffer> {
  return readPlanes(plan, coverage, 1, 1);
}

function readPlain(source: PixelSource, { x, y, width, height }: Rectangle): Uint8ClampedArray {
  return source.read(x, y, width, height);
}

/** Reads with as much around as bleeding looks at, so that bands meet. */
function readBled(source: PixelSource, area: Rectangle): Uint8ClampedArray {
  const grown = grownWithin(area, bleedRadius, source);
  const pixels = readPlain(source, grown);
  bleedColor(pixels, grown.width, grown.height);
  const out = new Uint8ClampedArray(area.width * area.height * 4);
  for (let row = 0; row < area.height; row++) {
    const from = ((area.y - grown.y + row) * grown.width + area.x - grown.x) * 4;
    out.set(pixels.subarray(from, from + area.width * 4), row * area.width * 4);
  }
  return out;
}

/**
 * Anything that is known for every pixel of the window, brought to the size to work at. Memory is as of `readRegion`.
 *
 * @param read gives bands of the window, top down, `stride` bytes a pixel.
 * @returns the first `channels` of them as planes, 0–1: `[channels, plan.height, plan.width]`.
 */
export function readPlanes(
  { window, width, height }: RegionPlan,
  read: (area: Rectangle) => Uint8ClampedArray,
  stride: number,
  channels: number,
): Float32Array<ArrayBuffer> {
  const area = width * height;
  const out = new Float32Array(channels * area);
  const columns = resamplingTaps(window.width, width);
  const rows = resamplingTaps(window.height, height);
  const line = new Float32Array(channels * width);
  const rowsAtOnce = Math.max(1, Math.floor(pixelsAtOnce / window.width));
  // Rows of the result begin in order, so that the first that is not finished is where to begin.
  let firstOpen = 0;
  for (let top = 0; top < window.height; top += rowsAtOnce) {
    const count = Math.min(rowsAtOnce, window.height - top);
    const band = read({ x: window.x, y: window.y + top, width: window.width, height: count });
    for (let row = 0; row < count; row++) {
      resampleRow(band, row * window.width * stride, stride, channels, columns, line);
      const y = top + row;
      for (let to = firstOpen; to < height; to++) {
        const taps = rows[to];
        if (!taps || taps.first > y) break;
        if (taps.first + taps.weights.length <= y) {
          firstOpen = to + 1;
          continue;
        }
        const weight = (taps.weights[y - taps.first] ?? 0) / 255;
        for (let channel = 0; channel < channels; channel++) {
          const at = channel * area + to * width;
          for (let x = 0; x < width; x++) {
            out[at + x] = (out[at + x] ?? 0) + weight * (line[channel * width + x] ?? 0);
          }
        }
      }
    }
  }
  // The cubic overshoots at edges.
  return out.map((value) => Math.max(0, Math.min(1, value)));
}

function resampleRow(
  band: Uint8ClampedArray,
  start: number,
  stride: number,
  channels: number,
  columns: ReturnType<typeof resamplingTaps>,
  line: Float32Array,
): void {
  const width = columns.length;
  for (let x = 0; x < width; x++) {
    const taps = columns[x];
    if (!taps) continue;
    for (let channel = 0; channel < channels; channel++) {
      let at = start + taps.first * stride + channel;
      let sum = 0;
      for (const weight of taps.weights) {
        sum += weight * (band[at] ?? 0);
        at += stride;
      }
      line[channel * width + x] = sum;
    }
  }
}
