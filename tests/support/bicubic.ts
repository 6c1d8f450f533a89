import type { Raster } from './psnr';

// Weights are rounded to this many bits after the point, as Pillow does for 8-bit pictures:
// 8 bits of a value, 2 of headroom for overshoot, the rest of a 32-bit integer for the weight.
const precisionBits = 32 - 8 - 2;

const kernelRadius = 2;
const a = -0.5;

function cubic(distance: number): number {
  const x = Math.abs(distance);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  if (x < 2) return (((x - 5) * x + 8) * x - 4) * a;
  return 0;
}

/** For every value of the result: where its window starts, and the fixed-point weights in it. */
interface Window {
  start: number;
  weights: Int32Array;
}

function windows(from: number, to: number): Window[] {
  const scale = from / to;
  // Making a picture smaller widens the kernel, which is what keeps it from aliasing.
  const filterScale = Math.max(scale, 1);
  const radius = kernelRadius * filterScale;
  return Array.from({ length: to }, (_, index) => {
    const centre = (index + 0.5) * scale;
    const start = Math.max(0, Math.trunc(centre - radius + 0.5));
    const end = Math.min(from, Math.trunc(centre + radius + 0.5));
    const exact = Array.from({ length: end - start }, (_unused, i) =>
      cubic((i + start - centre + 0.5) / filterScale),
    );
    const sum = exact.reduce((total, weight) => total + weight, 0);
    const weights = Int32Array.from(exact, (weight) => {
      const fixed = (weight / sum) * 2 ** precisionBits;
      return Math.trunc(fixed < 0 ? fixed - 0.5 : fixed + 0.5);
    });
    return { start, weights };
  });
}

function clamped(fixed: number): number {
  return Math.min(255, Math.max(0, fixed >> precisionBits));
}

function resizeRows(picture: Raster, width: number): Raster {
  const { height, channels } = picture;
  const data = new Uint8Array(width * height * channels);
  const all = windows(picture.width, width);
  for (let y = 0; y < height; y++) {
    const row = y * picture.width;
    all.forEach(({ start, weights }, x) => {
      for (let c = 0; c < channels; c++) {
        let sum = 1 << (precisionBits - 1);
        weights.forEach((weight, i) => {
          sum += (picture.data[(row + start + i) * channels + c] ?? NaN) * weight;
        });
        data[(y * width + x) * channels + c] = clamped(sum);
      }
    });
  }
  return { width, height, channels, data };
}

function resizeColumns(picture: Raster, height: number): Raster {
  const { width, channels } = picture;
  const data = new Uint8Array(width * height * channels);
  const rowLength = width * channels;
  windows(picture.height, height).forEach(({ start, weights }, y) => {
    for (let i = 0; i < rowLength; i++) {
      let sum = 1 << (precisionBits - 1);
      weights.forEach((weight, k) => {
        sum += (picture.data[(start + k) * rowLength + i] ?? NaN) * weight;
      });
      data[y * rowLength + i] = clamped(sum);
    }
  });
  return { width, height, channels, data };
}

/**
 * Bicubic resampling (a = −0.5) with antialiasing: rows first, then columns, each rounded to eight
 * bits. Gives the very bytes of Pillow's `Image.resize(size, Image.BICUBIC)` for pictures without alpha.
 */
export function resizeBicubic(picture: Raster, width: number, height: number): Raster {
  const narrowed = width === picture.width ? picture : resizeRows(picture, width);
  return height === picture.height ? narrowed : resizeColumns(narrowed, height);
}
