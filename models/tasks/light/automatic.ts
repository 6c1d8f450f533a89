import type { PixelSource } from '../../../images/pixel-source';
import { linearOfByte, toLinear } from '../../../images/linear-light';
import { readRegion } from '../../../images/read-region';
import { wholeOf } from '../../../images/rectangle';
import { shoulder, shoulderGain } from './shoulder';

/** Longer side at which a picture is measured. */
const measured = 256;
/** Share of a picture that may be brighter than what becomes white. */
const brightest = 0.001;
/** Linear light that the middle of a picture is brought to: 18 % reflects half of how bright white looks. */
const middleGrey = 0.18;
/** Five stops and three: beyond them there is little but noise. */
const mostStretch = 32;
/** A picture whose brightest place has half the light of white is left there. */
const leastStretch = 2;
const mostGain = 8;
/** Light below which it is counted as this, so that black borders do not count for everything. */
const darkest = 0.002;

/** What makes a picture as bright as photographs usually are; one that is so already stays as it is. */
export interface Brightening {
  /** What light is multiplied by first. */
  stretch: number;
  /** Of `shoulder` after that. */
  gain: number;
}

/** Looks at a picture as a whole. */
export function measure(source: PixelSource): Brightening {
  const ratio = Math.min(1, measured / Math.max(source.width, source.height));
  const [width, height] = [source.width, source.height].map((side) => Math.max(1, Math.round(side * ratio)));
  const planes = readRegion(source, { window: wholeOf(source), width: width ?? 1, height: height ?? 1 });
  const area = planes.length / 3;
  const light = Float32Array.from({ length: area }, (_, i) =>
    toLinear(Math.max(planes[i] ?? 0, planes[area + i] ?? 0, planes[2 * area + i] ?? 0)),
  ).sort();
  const white = light[Math.floor((area - 1) * (1 - brightest))] ?? 0;
  // Of what is black throughout there is nothing to be seen.
  if (white < (linearOfByte[1] ?? 0)) return { stretch: 1, gain: 1 };
  const stretch = white * leastStretch > 1 ? 1 : Math.min(mostStretch, 1 / white);
  const sum = light.reduce((total, each) => total + Math.log(Math.max(darkest, Math.min(1, each * stretch))), 0);
  const middle = Math.exp(sum / area);
  const gain = middle >= middleGrey ? 1 : Math.min(mostGain, shoulderGain(middle, middleGrey));
  return { stretch, gain };
}

/**
 * How many times as bright light becomes.
 *
 * @param light linear, above 0, at most 1.
 */
export function brightening(light: number, { stretch, gain }: Brightening): number {
  return Math.min(1, shoulder(light * stretch, gain)) / light;
}
