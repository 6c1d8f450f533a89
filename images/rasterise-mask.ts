import { featherReach, spread } from './feather';
import { isOff, type Mask } from './mask';
import { rasteriseShape } from './rasterise-shape';
import { grownWithin, type Size } from './rectangle';
import type { Rectangle } from './tiles';

/**
 * How much of each pixel of `area` a mask covers, 0–255, feather included. In code instead of on a
 * canvas, so that it is the same everywhere. Memory is that of `area`, grown by the feather.
 *
 * @param area wholly inside the picture.
 * @returns `area.width · area.height` values, row by row. They do not depend on what else is in `area`.
 */
export function rasteriseMask(mask: Mask, picture: Size, area: Rectangle): Uint8ClampedArray<ArrayBuffer> {
  const reach = featherReach(mask.feather);
  const grown = grownWithin(area, reach, picture);
  const coverage = new Uint8ClampedArray(grown.width * grown.height);
  for (const shape of mask.shapes) if (!isOff(shape)) rasteriseShape(shape, grown, coverage);
  if (mask.inverted) for (let i = 0; i < coverage.length; i++) coverage[i] = 255 - (coverage[i] ?? 0);
  if (reach === 0) return coverage;
  spread(coverage, grown.width, reach);
  const out = new Uint8ClampedArray(area.width * area.height);
  for (let y = 0; y < area.height; y++) {
    const from = (area.y - grown.y + y) * grown.width + area.x - grown.x;
    out.set(coverage.subarray(from, from + area.width), y * area.width);
  }
  return out;
}
