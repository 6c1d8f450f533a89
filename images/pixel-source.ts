/** Which of the two colour spaces, both with the sRGB transfer curve, the values are in. */
export type ColorSpace = 'srgb' | 'display-p3';

/**
 * A picture that is read part by part, so that nobody needs a second copy of the whole.
 *
 * Values are RGBA, 8 bits, straight (not premultiplied) alpha, row by row.
 */
export interface PixelSource {
  readonly width: number;
  readonly height: number;
  readonly colorSpace: ColorSpace;
  /** False when every pixel is known to be opaque. */
  readonly mayHaveAlpha: boolean;
  /**
   * @param x, y, width, height a rectangle wholly inside the picture.
   * @returns `width · height · 4` bytes, the caller's own.
   */
  read(x: number, y: number, width: number, height: number): Uint8ClampedArray;
  /** Frees the pixels. */
  close(): void;
}

/** A picture in memory. */
export function pixelSourceOf(
  pixels: Uint8ClampedArray | Uint8Array,
  width: number,
  height: number,
  colorSpace: ColorSpace = 'srgb',
): PixelSource {
  let mayHaveAlpha = false;
  for (let i = 3; i < pixels.length; i += 4) {
    if (pixels[i] !== 255) {
      mayHaveAlpha = true;
      break;
    }
  }
  return {
    width,
    height,
    colorSpace,
    mayHaveAlpha,
    read(x, y, w, h) {
      const out = new Uint8ClampedArray(w * h * 4);
      for (let row = 0; row < h; row++) {
        const start = ((y + row) * width + x) * 4;
        out.set(pixels.subarray(start, start + w * 4), row * w * 4);
      }
      return out;
    },
    close() {
      // The pixels are the caller's.
    },
  };
}
