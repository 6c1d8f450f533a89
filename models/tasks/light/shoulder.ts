/**
 * Brightens by `gain` what is dark and less what is bright, so that white stays white: Reinhard's curve with a white
 * point (Photographic Tone Reproduction for Digital Images, 2002, equation 4), of linear light from 0 to 1.
 *
 * @param gain at least 1, which changes nothing.
 */
export function shoulder(light: number, gain: number): number {
  return (gain * light * (1 + light / gain)) / (1 + gain * light);
}

/**
 * The gain with which `shoulder` makes `to` of `from`.
 *
 * @param from, to linear light above 0 and below 1.
 */
export function shoulderGain(from: number, to: number): number {
  return (to - from * from) / (from * (1 - to));
}
