import { useEffect, useRef, type ReactNode } from 'react';

/** Pixels of the longer side: enough for a dense screen. */
const side = 112;

/**
 * A small copy of a picture. Showing the picture itself small would keep all of it decoded for as
 * long as the strip is there.
 */
export function Thumbnail(props: { blob: Blob }): ReactNode {
  const { blob } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let stale = false;
    createImageBitmap(blob)
      .then((bitmap) => {
        if (!stale && canvas.current) drawInto(canvas.current, bitmap);
        bitmap.close();
      })
      // A picture that cannot be drawn small is still there: its place stays empty.
      .catch((error: unknown) => console.warn('thumbnail', error));
    return () => {
      stale = true;
    };
  }, [blob]);
  return <canvas ref={canvas} className="thumbnail" width={side} height={side} aria-hidden="true" />;
}

function drawInto(canvas: HTMLCanvasElement, bitmap: ImageBitmap): void {
  const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const context = canvas.getContext('2d');
  if (!context) return;
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
}
