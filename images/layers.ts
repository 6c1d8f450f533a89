import { boxMean } from './box-mean';
import type { PixelSource } from './pixel-source';
import { readPlanes, type Coverage } from './read-region';
import { type Size, wholeOf } from './rectangle';
import type { RegionPlan } from './region';

/** Longest side at which the colours of what is covered and of what is behind it are told apart. */
export const longestLayerSide = 1024;

/** How far around a pixel its colours are looked for, at first and then more closely, as shares of the longer side. */
const reaches = [0.05, 0.004] as const;

/** A picture as two: what is covered, and what is behind it. Each has colours everywhere, spread from where it is seen. */
export interface Layers {
  /** Where and at what size they lie. */
  plan: RegionPlan;
  /** RGB, 0–1: `[3, plan.height, plan.width]`, as `background`. */
  foreground: Float32Array<ArrayBuffer>;
  background: Float32Array<ArrayBuffer>;
  /** What of the picture is seen of the background, 0–1 for each of its values. */
  seen: Float32Array<ArrayBuffer>;
}

/**
 * Tells the colours of what is covered from those behind it, by blurring each with what it covers (Forte: Approximate Fast
 * Foreground Colour Estimation, ICIP 2021) at a size that does not grow with the picture: both are smooth, and
 * `foregroundOf` takes what is fine from the picture itself. Memory is that size and a band of the picture.
 */
export function separateLayers(source: PixelSource, coverage: Coverage): Layers {
  const plan = layerPlan(source);
  const { width, height } = plan;
  const area = width * height;
  // What of each colour is in front, and how much; the same of all of it.
  const planes = readPlanes(plan, (band) => weighted(source.read(band.x, band.y, band.width, band.height), coverage(band)), 8, 8);
  const part = (index: number, count: number) => planes.subarray(index * area, (index + count) * area);
  const [front, covered, all, opaque] = [part(0, 3), part(3, 1), part(4, 3), part(7, 1)];
  const behind = all.map((value, i) => Math.max(0, value - (front[i] ?? 0)));
  const seen = opaque.map((value, i) => Math.max(0, value - (covered[i] ?? 0)));
  const reachOf = (share: number): number => Math.max(1, Math.round(Math.max(width, height) * share));
  const [far, close] = [reachOf(reaches[0]), reachOf(reaches[1])];
  const rough = { foreground: spread(front, covered, width, far), background: spread(behind, seen, width, far) };
  // Once more from nearer by, beginning with what is now known of every pixel.
  for (let i = 0; i < area; i++) {
    const there = opaque[i] ?? 0;
    const alpha = there > leastWeight ? Math.min(1, (covered[i] ?? 0) / there) : 0;
    for (let at = i; at < 3 * area; at += area) {
      const colour = there > leastWeight ? (all[at] ?? 0) / there : 0;
      front[at] = foregroundOf(colour, alpha, rough.foreground[at] ?? 0, rough.background[at] ?? 0) * (covered[i] ?? 0);
      behind[at] = (rough.background[at] ?? 0) * (seen[i] ?? 0);
    }
  }
  const foreground = spread(front, covered, width, close, rough.foreground);
  return { plan, foreground, background: spread(behind, seen, width, close, rough.background), seen };
}

/** The colour of what is covered where a pixel of `colour` is covered by the part `alpha`; 0–1. */
export function foregroundOf(colour: number, alpha: number, foreground: number, background: number): number {
  const value = foreground + alpha * (colour - alpha * foreground - (1 - alpha) * background);
  return Math.max(0, Math.min(1, value));
}

/** All of a picture, at no more than `longestLayerSide`. */
function layerPlan(source: Size): RegionPlan {
  const ratio = Math.min(1, longestLayerSide / Math.max(source.width, source.height));
  return { window: wholeOf(source), width: Math.max(1, Math.round(source.width * ratio)), height: Math.max(1, Math.round(source.height * ratio)) };
}

/** Colours in front, how much is there, all colours, how much is there: 8 bytes for each pixel. */
function weighted(pixels: Uint8ClampedArray, covered: Uint8ClampedArray): Uint8ClampedArray {
  const out = new Uint8ClampedArray(2 * pixels.length);
  for (let i = 0; i < covered.length; i++) {
    const [from, to] = [4 * i, 8 * i];
    const alpha = (pixels[from + 3] ?? 0) / 255;
    const front = ((covered[i] ?? 0) / 255) * alpha;
    for (let channel = 0; channel < 3; channel++) {
      const colour = pixels[from + channel] ?? 0;
      out[to + channel] = colour * front;
      out[to + 4 + channel] = colour * alpha;
    }
    out[to + 3] = 255 * front;
    out[to + 7] = 255 * alpha;
  }
  return out;
}

/**
 * Colours spread over what is around them.
 *
 * @param colours RGB planes, each value times its weight.
 * @param weights how much of the colour is there, 0–1.
 * @param otherwise where none is near; black where missing.
 */
export function spread(
  colours: Float32Array,
  weights: Float32Array,
  width: number,
  reach: number,
  otherwise?: Float32Array,
): Float32Array<ArrayBuffer> {
  const near = boxMean(weights, width, reach);
  const out = new Float32Array(colours.length);
  for (let channel = 0; channel < 3; channel++) {
    const start = channel * weights.length;
    const sums = boxMean(colours.subarray(start, start + weights.length), width, reach);
    for (let i = 0; i < sums.length; i++) {
      const weight = near[i] ?? 0;
      out[start + i] = weight > leastWeight ? Math.min(1, (sums[i] ?? 0) / weight) : (otherwise?.[start + i] ?? 0);
    }
  }
  return out;
}

/** Below this share of a window nothing is there. */
const leastWeight = 1e-4;
