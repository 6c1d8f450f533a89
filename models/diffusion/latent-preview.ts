import type { CheckpointModel } from '../catalog/checkpoint-model';
import type { LatentShape } from './denoiser';

/** Weights of the latents' channels and a constant, for one colour; of values from −1 to 1. */
type Row = readonly number[];

/**
 * Colours as sums of latents, in the denoiser's scale, fitted to what the decoders of SD 1.x and SDXL give. The numbers are
 * those that ComfyUI publishes (comfy/latent_formats.py, `latent_rgb_factors` and `latent_rgb_factors_bias`). Rows: red,
 * green, blue.
 */
const families: Readonly<Record<'sd' | 'sdxl' | 'pixels', readonly [Row, Row, Row]>> = {
  sd: [
    [0.3512, 0.325, -0.2829, -0.212, 0],
    [0.2297, 0.4974, 0.1762, -0.2616, 0],
    [0.3227, 0.235, 0.2721, -0.7177, 0],
  ],
  sdxl: [
    [0.3651, -0.2533, 0.1076, -0.3165, 0.1084],
    [0.4232, -0.0042, 0.1111, -0.2492, -0.0175],
    [0.4341, 0.1068, -0.0362, -0.2188, -0.0011],
  ],
  pixels: [
    [1, 0, 0, 0],
    [0, 1, 0, 0],
    [0, 0, 1, 0],
  ],
};

/**
 * What latents look like, roughly: a pixel for each of their places, at a cost of next to nothing.
 *
 * @param clean the estimate of the clean latents, [channels, height, width].
 * @returns RGBA, 8 bits, opaque, row by row; `width · height · 4` bytes
 */
export function latentsToRgb(
  clean: Float32Array,
  { channels, height, width }: LatentShape,
  family: Exclude<CheckpointModel['preview'], 'none'>,
): Uint8ClampedArray<ArrayBuffer> {
  const places = width * height;
  const rgba = new Uint8ClampedArray(places * 4).fill(255);
  for (const [colour, row] of families[family].entries()) {
    const constant = row.at(-1) ?? 0;
    const weights = row.slice(0, -1).slice(0, channels);
    for (let place = 0; place < places; place++) {
      let value = constant;
      for (const [channel, weight] of weights.entries()) value += weight * (clean[channel * places + place] ?? 0);
      rgba[place * 4 + colour] = (value / 2 + 0.5) * 255;
    }
  }
  return rgba;
}
