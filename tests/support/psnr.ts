/** Pixels of 0–255, row by row, `channels` interleaved values each. */
export interface Raster {
  width: number;
  height: number;
  channels: number;
  data: Uint8Array | Uint8ClampedArray;
}

function assertSameSize(a: Raster, b: Raster): void {
  if (a.width !== b.width || a.height !== b.height) {
    throw new Error(`Sizes differ: ${a.width}×${a.height} and ${b.width}×${b.height}`);
  }
}

function psnrOf(squaredError: number, count: number): number {
  return squaredError === 0 ? Infinity : 10 * Math.log10((255 * 255 * count) / squaredError);
}

/** Peak signal-to-noise ratio in decibels over all values of two pictures of the same shape. */
export function psnr(a: Raster, b: Raster): number {
  assertSameSize(a, b);
  if (a.channels !== b.channels) throw new Error(`Channels differ: ${a.channels} and ${b.channels}`);
  let squaredError = 0;
  const count = a.width * a.height * a.channels;
  for (let i = 0; i < count; i++) squaredError += ((a.data[i] ?? NaN) - (b.data[i] ?? NaN)) ** 2;
  return psnrOf(squaredError, count);
}

/** BT.601 luma in the studio range of 16–235, not rounded, as super-resolution papers measure it. */
function luma(picture: Raster, pixel: number): number {
  const at = pixel * picture.channels;
  const r = picture.data[at] ?? NaN;
  const g = picture.data[at + 1] ?? NaN;
  const b = picture.data[at + 2] ?? NaN;
  return 16 + (65.481 * r + 128.553 * g + 24.966 * b) / 255;
}

/**
 * Peak signal-to-noise ratio in decibels of the luma of two colour pictures, without `border` pixels
 * on every side.
 */
export function lumaPsnr(a: Raster, b: Raster, border: number): number {
  assertSameSize(a, b);
  if (a.channels < 3 || b.channels < 3) throw new Error('Luma needs three channels');
  let squaredError = 0;
  let count = 0;
  for (let y = border; y < a.height - border; y++) {
    for (let x = border; x < a.width - border; x++) {
      const pixel = y * a.width + x;
      squaredError += (luma(a, pixel) - luma(b, pixel)) ** 2;
      count++;
    }
  }
  if (count === 0) throw new Error('Nothing is left inside the border');
  return psnrOf(squaredError, count);
}

/** Largest difference between two values at the same place. */
export function largestDifference(a: Raster, b: Raster): number {
  assertSameSize(a, b);
  if (a.channels !== b.channels) throw new Error(`Channels differ: ${a.channels} and ${b.channels}`);
  let largest = 0;
  const count = a.width * a.height * a.channels;
  for (let i = 0; i < count; i++) {
    largest = Math.max(largest, Math.abs((a.data[i] ?? NaN) - (b.data[i] ?? NaN)));
  }
  return largest;
}
