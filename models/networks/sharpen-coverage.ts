import { guidedFilter, type Guide } from '../../images/guided-filter';
import type { PixelSource } from '../../images/pixel-source';
import { readRegion } from '../../images/read-region';
import { type Size, wholeOf } from '../../images/rectangle';
import { removeSpecks } from '../../images/remove-specks';
import { resizePlane } from '../../images/resize-plane';
import type { Coverage } from './read-coverage';

/** Longest side of what comes out, never more than the picture's. */
const longestSharpSide = 1536;

/** Longest side at which the filter is found: more tells it nothing, and takes memory by the square. */
const longestFilterSide = 768;

/** In how many values of what a network says its edge may be wrong, at most. */
const edgeError = 4;

/** Variance of colours from 0 to 1 below which nothing is an edge: differences of three hundredths. */
const epsilon = 1e-3;

/** From where to where a network that says how sure it is changes its mind: how soft an edge is the picture tells. */
const undecided = [0.45, 0.55] as const;

/** Share of the picture below which what such a network finds alone, or leaves out alone, is a mistake. */
const leastPart = 0.003;

/** Next to nothing and next to everything are what a filter leaves of those. */
const leftOver = [0.04, 0.96] as const;

/**
 * Brings what a network found, which is small and blurred, to the picture's own edges.
 *
 * @param found of the whole picture.
 * @param isMatte whether its values are how opaque a pixel is, rather than how sure the network is.
 * @returns coverage of the whole picture, larger and with soft edges where the picture has them.
 */
export function sharpenCoverage(picture: PixelSource, found: Coverage, isMatte: boolean): Coverage {
  const large = within(picture, longestSharpSide);
  const small = within({ width: Math.min(found.columns, large.width), height: Math.min(found.rows, large.height) }, longestFilterSide);
  const values = resizePlane(found.values, { width: found.columns, height: found.rows }, small);
  stretch(values, isMatte ? leftOver : undecided);
  if (!isMatte) removeSpecks(values, small.width, leastPart * values.length);
  const radius = Math.max(1, Math.round((edgeError * small.width) / found.columns));
  const sharp = guidedFilter(values, guideOf(picture, small), guideOf(picture, large), { radius, epsilon });
  stretch(sharp, leftOver);
  return { values: sharp, columns: large.width, rows: large.height };
}

function guideOf(picture: PixelSource, size: Size): Guide {
  return { ...size, data: readRegion(picture, { window: wholeOf(picture), ...size }) };
}

function within({ width, height }: Size, longest: number): Size {
  const ratio = Math.min(1, longest / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * ratio)), height: Math.max(1, Math.round(height * ratio)) };
}

/** Makes what is at most the first 0 and what is at least the second 1. */
function stretch(values: Float32Array, [least, most]: readonly [number, number]): void {
  for (let i = 0; i < values.length; i++) values[i] = Math.max(0, Math.min(1, ((values[i] ?? 0) - least) / (most - least)));
}
