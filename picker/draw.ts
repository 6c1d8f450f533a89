import type { Drawable } from './candidate';
import { isCanvas, isImage, isVideo } from './elements';
import { PickError } from './pick-error';

const sampleSide = 64;

/** Longest side that every engine draws. */
const maxSide = 16_384;

/**
 * Whether nothing that was drawn can be read from a canvas. One that may not be read counts as not blank.
 *
 * One colour all over counts as nothing where the context is not 2D: WebGL and WebGPU give their pixels
 * away when they show them, and an opaque canvas then reads as black. In 2D it is what the page drew.
 */
export function looksBlank(canvas: HTMLCanvasElement): boolean {
  const context = new OffscreenCanvas(sampleSide, sampleSide).getContext('2d', { willReadFrequently: true });
  if (!context) return false;
  try {
    context.imageSmoothingQuality = 'high';
    context.drawImage(canvas, 0, 0, sampleSide, sampleSide);
    const { data } = context.getImageData(0, 0, sampleSide, sampleSide);
    if (data.every((value, index) => index % 4 !== 3 || value === 0)) return true;
    return data.every((value, index) => value === data[index % 4]) && !isDrawnIn2d(canvas);
  } catch {
    // Pixels of another origin, or a worker's: there is something to see, if not to read.
    return false;
  }
}

/**
 * Whether a canvas with something opaque on it is drawn on in 2D. Such a canvas has a context, so that
 * asking makes none, which would keep the page from making another kind later.
 */
function isDrawnIn2d(canvas: HTMLCanvasElement): boolean {
  return canvas.getContext('2d') !== null;
}

/**
 * The pixels that an element shows, at their own size, as PNG.
 *
 * @throws PickError `picture-not-readable` where they come from another origin, or are not there.
 */
export async function drawn(drawable: Drawable): Promise<Blob> {
  const { width, height } = sizeOf(drawable);
  if (!(width > 0 && height > 0 && width <= maxSide && height <= maxSide)) {
    throw new PickError('picture-not-readable', `cannot draw ${width}×${height}`);
  }
  if (isCanvas(drawable) && looksBlank(drawable)) throw new PickError('picture-not-readable', 'blank canvas');
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (!context) throw new PickError('picture-not-readable', 'no canvas');
  try {
    context.drawImage(drawable, 0, 0, width, height);
    return await pngOf(canvas);
  } catch (cause) {
    throw new PickError('picture-not-readable', 'pixels of another origin', { cause });
  }
}

/** Encodes a canvas; the blob is made of bytes, so that it outlives the page in Firefox. */
export async function pngOf(canvas: OffscreenCanvas): Promise<Blob> {
  const blob = await canvas.convertToBlob({ type: 'image/png' });
  return new Blob([await blob.arrayBuffer()], { type: 'image/png' });
}

function sizeOf(drawable: Drawable): { width: number; height: number } {
  if (isImage(drawable) && drawable.naturalWidth > 0) {
    return { width: drawable.naturalWidth, height: drawable.naturalHeight };
  }
  if (isCanvas(drawable)) return { width: drawable.width, height: drawable.height };
  if (isVideo(drawable)) return { width: drawable.videoWidth, height: drawable.videoHeight };
  // A vector file without a size of its own: as large as it is on the screen.
  const { width, height } = drawable.getBoundingClientRect();
  return { width: Math.round(width * devicePixelRatio), height: Math.round(height * devicePixelRatio) };
}
