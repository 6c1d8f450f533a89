import type { LatentShape } from './denoiser';

/** Pixels for each latent of SD and SDXL, in each direction. */
export const previewScale = 8;

/** Pixels of the largest preview, 768 × 768: more than most screens show of a picture while it is made. */
export const largestPreviewPixels = 768 ** 2;

/** Values of the widest layer that live at once: input, output, one that waits. */
export const valuesAtOnce = 3;

/** Coarser than this the linear estimate says as much. */
const coarsest = 4;

/** What a decoder for previews may take. */
export interface PreviewBounds {
  /** Bytes that a run needs, for each pixel of the preview. */
  memoryPerPixel: number;
  /** Bytes that there is room for. */
  room: number;
  /** Bytes of the largest single value. */
  largestBuffer: number;
}

/**
 * Latents in each direction that are averaged into one before they are decoded, so that a large picture has a preview that
 * is small enough; `undefined` where no preview would be.
 */
export function previewFactor({ height, width }: LatentShape, { memoryPerPixel, room, largestBuffer }: PreviewBounds): number | undefined {
  for (let factor = 1; factor <= coarsest; factor++) {
    const pixels = Math.ceil(height / factor) * Math.ceil(width / factor) * previewScale ** 2;
    const taken = memoryPerPixel * pixels;
    if (pixels <= largestPreviewPixels && taken <= room && taken / valuesAtOnce <= largestBuffer) return factor;
  }
  return undefined;
}

/** Means of blocks of `factor` × `factor` latents, smaller ones at the right and at the bottom. */
export function averageLatents(latents: Float32Array, shape: LatentShape, factor: number): { data: Float32Array; shape: LatentShape } {
  if (factor === 1) return { data: latents, shape };
  const { channels, height, width } = shape;
  const small = { channels, height: Math.ceil(height / factor), width: Math.ceil(width / factor) };
  const data = new Float32Array(channels * small.height * small.width);
  for (let at = 0; at < data.length; at++) {
    const row = Math.floor(at / small.width);
    const plane = Math.floor(row / small.height);
    const top = (row % small.height) * factor;
    const left = (at % small.width) * factor;
    const [bottom, right] = [Math.min(height, top + factor), Math.min(width, left + factor)];
    let sum = 0;
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) sum += latents[(plane * height + y) * width + x] ?? 0;
    }
    data[at] = sum / ((bottom - top) * (right - left));
  }
  return { data, shape: small };
}
