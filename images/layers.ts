import { boxMean } from './box-mean';
import type { PixelSource } from './pixel-source';
import { readPlanes, type Coverage } from './read-region';
import { type Size, wholeOf } from './rectangle';
import type { RegionPlan } from './region';

/** Longest side at which the colours of what is covered and of what is behind it are told apart. */
export const longestLayerSide = 1024;

/** How far around a pixel its colours are looked for, at first and then more closely, as shares of the longer side. */
const reaches = [0.08, 0.004] as const;

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
 * Tells the colours of what is covered from those behind it, by blurring each over what is not clearly it and asking the
 * picture itself for what is fine (Forte: Approximate Fast Foreground Colour Estimation, ICIP 2021). Both are smooth,
 * so they are found at a size that does not grow with the picture. Memory is that size and a band of the picture.
 */
export function separateLayers(source: PixelSource, coverage: Coverage): Layers {
  const plan = layerPlan(source);
  const { width, height } = plan;
  const area = width * height;
  const planes = readPlanes(plan, (band) => weighted(source.read(band.x, band.y, band.width, band.height), coverage(band)), 5, 5);
  const [colours, opaque, covered] = [planes.subarray(0, 3 * area), planes.subarray(3 * area, 4 * area), planes.subarray(4 * area)];
  const alphas = covered.map((value, i) => part(value, opaque[i] ?? 0));
  const reachOf = (share: number): number => Math.max(1, Math.round(Math.max(width, height) * share));
  const [far, close] = [reachOf(reaches[0]), reachOf(reaches[1])];
  const clearlyIn = alphas.map((alpha, i) => clear(alpha) * (opaque[i] ?? 0));
  const clearlyBehind = alphas.map((alpha, i) => clear(1 - alpha) * (opaque[i] ?? 0));
  const shown = colours.map((value, i) => part(value, opaque[i % area] ?? 0));
  const rough = {
    foreground: spread(shown, clearlyIn, width, far),
    background: spread(shown, clearlyBehind, width, far),
  };
  // Once more from nearer by, beginning with what is now known of every pixel.
  const front = shown.map((value, at) => foregroundOf(value, alphas[at % area] ?? 0, rough.foreground[at] ?? 0, rough.background[at] ?? 0));
  const seen = opaque.map((value, i) => Math.max(0, value - (covered[i] ?? 0)));
  const foreground = spread(front, covered, width, close, rough.foreground);
  const background = spread(rough.background, seen, width, close, rough.background);
  return { plan, foreground, background, seen };
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

/** Colours as far as they are opaque, how opaque, and how much of that is covered: 5 bytes for each pixel. */
function weighted(pixels: Uint8ClampedArray, covered: Uint8ClampedArray): Uint8ClampedArray {
  const out = new Uint8ClampedArray(5 * covered.length);
  for (let i = 0; i < covered.length; i++) {
    const [from, to] = [4 * i, 5 * i];
    const alpha = (pixels[from + 3] ?? 0) / 255;
    for (let channel = 0; channel < 3; channel++) out[to + channel] = (pixels[from + channel] ?? 0) * alpha;
    out[to + 3] = 255 * alpha;
    out[to + 4] = (covered[i] ?? 0) * alpha;
  }
  return out;
}

function part(value: number, of: number): number {
  return of > leastWeight ? Math.min(1, value / of) : 0;
}

/** How much a pixel says of a layer that it shows in part: what shows it clearly counts, and the rest where nothing does. */
function clear(part: number): number {
  return part ** 8 + 1e-3 * part;
}

/**
 * Colours spread over what is around them.
 *
 * @param colours RGB planes.
 * @param weights how much of the colour counts, 0–1.
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
    const sums = boxMean(weights.map((weight, i) => weight * (colours[start + i] ?? 0)), width, reach);
    for (let i = 0; i < sums.length; i++) {
      const weight = near[i] ?? 0;
      out[start + i] = weight > leastWeight ? Math.min(1, (sums[i] ?? 0) / weight) : (otherwise?.[start + i] ?? 0);
    }
  }
  return out;
}

/** Below this nothing is there. */
const leastWeight = 1e-6;
