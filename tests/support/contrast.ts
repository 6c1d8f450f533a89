import type { Raster } from './psnr';
import type { Point } from './tab';

function linear(value: number): number {
  const share = value / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

/** Relative luminance as WCAG defines it, from 0 to 1. */
function luminance(picture: Raster, { x, y }: Point): number {
  const at = (Math.round(y) * picture.width + Math.round(x)) * picture.channels;
  const [r = NaN, g = NaN, b = NaN] = picture.data.subarray(at, at + 3);
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

function ratio(lightest: number, darkest: number): number {
  return (lightest + 0.05) / (darkest + 0.05);
}

/** The largest contrast between any two pixels on the line between two points. */
export function contrastAlong(picture: Raster, from: Point, to: Point): number {
  const steps = Math.ceil(Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y)));
  const seen = Array.from({ length: steps + 1 }, (_, step) => {
    const share = steps === 0 ? 0 : step / steps;
    return luminance(picture, { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share });
  });
  return ratio(Math.max(...seen), Math.min(...seen));
}

export function contrastBetween(picture: Raster, a: Point, b: Point): number {
  const [one, other] = [luminance(picture, a), luminance(picture, b)];
  return ratio(Math.max(one, other), Math.min(one, other));
}
