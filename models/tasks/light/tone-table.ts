import { byteOfLinear, linearOfByte } from '../../../images/linear-light';

/** Steps of the root of light: even the darkest bytes are many steps apart. */
const steps = 8191;

/**
 * What light is multiplied by, by how bright it is: made once for a picture. A pixel's light is that of its brightest
 * channel, and all channels are multiplied alike, so that colours keep hue and saturation and none is cut off.
 */
export class ToneTable {
  readonly #ratios = new Float32Array(steps + 1);

  /** @param toned what becomes of linear light, both from 0 to 1. */
  constructor(toned: (light: number) => number) {
    for (let i = 1; i <= steps; i++) {
      const light = (i / steps) ** 2;
      this.#ratios[i] = toned(light) / light;
    }
    this.#ratios[0] = this.#ratios[1] ?? 1;
  }

  /** Changes the pixel at `at`, whose channels have this light. */
  apply(pixels: Uint8ClampedArray, at: number, red: number, green: number, blue: number): void {
    const light = Math.max(red, green, blue);
    const ratio = this.#ratios[Math.round(Math.sqrt(Math.min(1, light)) * steps)] ?? 1;
    pixels[at] = byteOfLinear(red * ratio);
    pixels[at + 1] = byteOfLinear(green * ratio);
    pixels[at + 2] = byteOfLinear(blue * ratio);
  }

  /** Changes every pixel. */
  applyToAll(pixels: Uint8ClampedArray): void {
    for (let at = 0; at < pixels.length; at += 4) {
      this.apply(pixels, at, linearOfByte[pixels[at] ?? 0] ?? 0, linearOfByte[pixels[at + 1] ?? 0] ?? 0, linearOfByte[pixels[at + 2] ?? 0] ?? 0);
    }
  }
}
