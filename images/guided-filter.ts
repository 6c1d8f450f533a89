import { boxMean } from './box-mean';
import type { Size } from './rectangle';

/** A picture that edges are taken from: RGB, 0–1, `[3, height, width]`. */
export interface Guide extends Size {
  data: Float32Array;
}

export interface GuidedFilter {
  /** How far a window reaches, in values of the coverage. */
  radius: number;
  /** Variance of colours, 0–1, below which a window has no edge to follow. */
  epsilon: number;
}

/**
 * Brings coverage to the size of a picture, with the picture's own edges: the guided filter with a guide in colour (He, Sun,
 * Tang: Guided Image Filtering, ECCV 2010, section 3.5) in its fast variant (He, Sun: Fast Guided Filter, 2015). In
 * every window coverage is taken to be linear in colour; where it is the same throughout, it stays exactly that.
 *
 * @param coverage 0–1, of the size of `small`.
 * @param small the guide at the coverage's size.
 * @param large the guide at the size that is wanted.
 * @returns 0–1, of the size of `large`.
 */
export function guidedFilter(coverage: Float32Array, small: Guide, large: Guide, filter: GuidedFilter): Float32Array<ArrayBuffer> {
  const planes = fitted(coverage, small, filter).map((plane) => boxMean(plane, small.width, filter.radius));
  const { width, height, data } = large;
  const area = width * height;
  const out = new Float32Array(area);
  const across = Array.from({ length: width }, (_, x) => between(x, width, small.width));
  const row = planes.map(() => new Float32Array(small.width));
  const [red = row0, green = row0, blue = row0, offset = row0] = row;
  for (let y = 0; y < height; y++) {
    const { first, second, part } = between(y, height, small.height);
    planes.forEach((plane, i) => mixRows(plane, first * small.width, second * small.width, part, row[i] ?? row0));
    for (let x = 0; x < width; x++) {
      const at = across[x];
      if (!at) continue;
      const i = y * width + x;
      const value = mixed(red, at) * (data[i] ?? 0) + mixed(green, at) * (data[area + i] ?? 0) + mixed(blue, at) * (data[2 * area + i] ?? 0) + mixed(offset, at);
      out[i] = Math.max(0, Math.min(1, value));
    }
  }
  return out;
}

const row0 = new Float32Array(0);

interface Between {
  first: number;
  second: number;
  /** How far it is from the first to the second, 0–1. */
  part: number;
}

function mixed(row: Float32Array, { first, second, part }: Between): number {
  const from = row[first] ?? 0;
  return from + ((row[second] ?? 0) - from) * part;
}

function mixRows(plane: Float32Array, first: number, second: number, part: number, out: Float32Array): void {
  for (let x = 0; x < out.length; x++) {
    const from = plane[first + x] ?? 0;
    out[x] = from + ((plane[second + x] ?? 0) - from) * part;
  }
}

/** Between the middles of which two of `count` values the middle of one of `of` lies. */
function between(index: number, of: number, count: number): Between {
  const at = Math.max(0, Math.min(count - 1, ((index + 0.5) * count) / of - 0.5));
  const first = Math.floor(at);
  return { first, second: Math.min(count - 1, first + 1), part: at - first };
}

/** In every window the three slopes and the offset of the plane that is nearest to coverage over colour. */
function fitted(coverage: Float32Array, { data, width, height }: Guide, { radius, epsilon }: GuidedFilter): Float32Array[] {
  const area = width * height;
  const [red, green, blue] = [data.subarray(0, area), data.subarray(area, 2 * area), data.subarray(2 * area)];
  const mean = (plane: Float32Array): Float32Array => boxMean(plane, width, radius);
  const meanOf = (a: Float32Array, b: Float32Array): Float32Array => mean(a.map((value, i) => value * (b[i] ?? 0)));
  const [meanRed, meanGreen, meanBlue, middle] = [red, green, blue, coverage].map(mean);
  const [alongRed, alongGreen, alongBlue] = [red, green, blue].map((channel) => meanOf(channel, coverage));
  const [redRed, redGreen, redBlue] = [red, green, blue].map((channel) => meanOf(red, channel));
  const [greenGreen, greenBlue, blueBlue] = [meanOf(green, green), meanOf(green, blue), meanOf(blue, blue)];
  const out = [0, 1, 2, 3].map(() => new Float32Array(area));
  const [slopeRed, slopeGreen, slopeBlue, offset] = out;
  for (let i = 0; i < area; i++) {
    const [r, g, b, p] = [meanRed?.[i] ?? 0, meanGreen?.[i] ?? 0, meanBlue?.[i] ?? 0, middle?.[i] ?? 0];
    const pr = (alongRed?.[i] ?? 0) - r * p;
    const pg = (alongGreen?.[i] ?? 0) - g * p;
    const pb = (alongBlue?.[i] ?? 0) - b * p;
    const rr = (redRed?.[i] ?? 0) - r * r + epsilon;
    const rg = (redGreen?.[i] ?? 0) - r * g;
    const rb = (redBlue?.[i] ?? 0) - r * b;
    const gg = (greenGreen[i] ?? 0) - g * g + epsilon;
    const gb = (greenBlue[i] ?? 0) - g * b;
    const bb = (blueBlue[i] ?? 0) - b * b + epsilon;
    // The matrix of covariances is symmetric and, with epsilon, never singular: its inverse is that of its cofactors.
    const [x, y, z] = [gg * bb - gb * gb, gb * rb - rg * bb, rg * gb - gg * rb];
    const determinant = rr * x + rg * y + rb * z;
    const [yy, yz, zz] = [rr * bb - rb * rb, rb * rg - rr * gb, rr * gg - rg * rg];
    const alongR = (x * pr + y * pg + z * pb) / determinant;
    const alongG = (y * pr + yy * pg + yz * pb) / determinant;
    const alongB = (z * pr + yz * pg + zz * pb) / determinant;
    if (slopeRed) slopeRed[i] = alongR;
    if (slopeGreen) slopeGreen[i] = alongG;
    if (slopeBlue) slopeBlue[i] = alongB;
    if (offset) offset[i] = p - alongR * r - alongG * g - alongB * b;
  }
  return out;
}
