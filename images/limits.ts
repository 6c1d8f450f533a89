/**
 * Largest result, in pixels: 50 megapixels, rounded up to the next multiple of 2²⁰ so that common
 * sizes just above it (8192 × 6144) pass.
 */
const maxResultPixels = 8192 * 6144;

/** Whether a tool makes a result of this size, in pixels. */
export function isResultTooLarge({ width, height }: { width: number; height: number }): boolean {
  return width * height > maxResultPixels || Math.max(width, height) > maxSide;
}

/** Largest picture that is opened, in pixels. Checked against the file's header before decoding. */
export const maxInputPixels = 100_000_000;

/** Longest side that both browsers decode and draw, in pixels. */
export const maxSide = 32_767;
