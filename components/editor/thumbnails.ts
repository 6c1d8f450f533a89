/** Pixels of the longer side: enough for a dense screen. */
const side = 112;

/** Small copies go when their pictures go. */
const known = new WeakMap<Blob, Promise<HTMLCanvasElement>>();

function shrink(source: CanvasImageSource, width: number, height: number): HTMLCanvasElement {
  const scale = Math.min(1, side / Math.max(width, height));
  const small = document.createElement('canvas');
  small.width = Math.max(1, Math.round(width * scale));
  small.height = Math.max(1, Math.round(height * scale));
  const context = small.getContext('2d');
  if (context) {
    context.imageSmoothingQuality = 'high';
    context.drawImage(source, 0, 0, small.width, small.height);
  }
  return small;
}

async function decodeAndShrink(blob: Blob): Promise<HTMLCanvasElement> {
  const bitmap = await createImageBitmap(blob);
  try {
    return shrink(bitmap, bitmap.width, bitmap.height);
  } finally {
    bitmap.close();
  }
}

/**
 * A small copy of a picture, made once. Showing the picture itself small would keep all of it
 * decoded for as long as the strip is there.
 */
export function thumbnailOf(blob: Blob): Promise<HTMLCanvasElement> {
  let thumbnail = known.get(blob);
  if (!thumbnail) {
    thumbnail = decodeAndShrink(blob);
    known.set(blob, thumbnail);
  }
  return thumbnail;
}

/**
 * Makes the small copy of `blob` from its preview, which saves decoding a large result once more.
 * Does nothing when nothing was drawn on the preview.
 */
export function rememberThumbnail(blob: Blob, preview: HTMLCanvasElement): void {
  if (preview.width > 0) known.set(blob, Promise.resolve(shrink(preview, preview.width, preview.height)));
}
