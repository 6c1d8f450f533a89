import { toEncoded, toLinear } from '../../../images/linear-light';
import { shoulder } from './shoulder';

/** What the person asks for besides what brightens by itself; nothing of it changes nothing. */
export interface Adjustments {
  /** Stops. */
  exposure: number;
  /** These from −100 to 100. */
  shadows: number;
  highlights: number;
  contrast: number;
}

/** How far shadows and highlights reach: with it the curve never falls, and the darkest become 3.3 times as bright. */
const reach = 1.2;

export function changesNothing({ exposure, shadows, highlights, contrast }: Adjustments): boolean {
  return exposure === 0 && shadows === 0 && highlights === 0 && contrast === 0;
}

/**
 * What becomes of light: exposure is a matter of light itself, shadows, highlights and contrast of how bright it
 * looks, so they are curves of the encoded value. It never falls, and keeps black and, but for less exposure, white.
 *
 * @param light linear, 0–1.
 */
export function adjusted(light: number, { exposure, shadows, highlights, contrast }: Adjustments): number {
  const gain = 2 ** exposure;
  let value = toEncoded(gain >= 1 ? shoulder(light, gain) : gain * light);
  value *= Math.exp((shadows / 100) * reach * (1 - value) ** 3);
  value = 1 - (1 - value) * Math.exp((-highlights / 100) * reach * value ** 3);
  const power = 2 ** (contrast / 100);
  value = value < 0.5 ? 0.5 * (2 * value) ** power : 1 - 0.5 * (2 - 2 * value) ** power;
  return toLinear(Math.max(0, Math.min(1, value)));
}
