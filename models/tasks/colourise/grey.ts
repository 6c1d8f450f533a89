import { luminance } from '../../../images/lab';
import { toEncoded, toLinear } from '../../../images/linear-light';

/**
 * The grey of the same lightness: Lab with a* and b* of 0 is a grey of sRGB.
 *
 * @param planes RGB, 0–1.
 */
export function greyOf(planes: Float32Array): Float32Array<ArrayBuffer> {
  const area = planes.length / 3;
  const out = new Float32Array(planes.length);
  for (let i = 0; i < area; i++) {
    const light = luminance(toLinear(planes[i] ?? 0), toLinear(planes[area + i] ?? 0), toLinear(planes[2 * area + i] ?? 0));
    out[i] = toEncoded(light);
  }
  out.copyWithin(area, 0, area);
  out.copyWithin(2 * area, 0, area);
  return out;
}
