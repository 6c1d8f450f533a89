import { useEffect, useRef, type ReactNode } from 'react';
import { thumbnailOf } from './thumbnails';
import './veil.css';

/** Pixels of the longer side: enough for the colours, and too few for anything else. */
const side = 8;

/**
 * A picture of which nothing but a few soft spots of colour shows. It is drawn from that few pixels, so that the picture
 * itself is not on the page.
 *
 * @param label what it is called; without one it is decoration.
 */
export function VeiledPicture(props: { blob: Blob; className: string; label?: string }): ReactNode {
  const { blob, className, label } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let stale = false;
    thumbnailOf(blob)
      .then((small) => {
        if (!stale && canvas.current) drawSpots(canvas.current, small);
      })
      // What cannot be drawn small stays empty, which hides it as well.
      .catch((error: unknown) => console.warn('veil', error));
    return () => {
      stale = true;
    };
  }, [blob]);
  const named = label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label };
  return <canvas ref={canvas} className={`${className} veiled`} data-testid="veiled" {...named} />;
}

function drawSpots(canvas: HTMLCanvasElement, small: HTMLCanvasElement): void {
  const scale = side / Math.max(small.width, small.height);
  canvas.width = Math.max(1, Math.round(small.width * scale));
  canvas.height = Math.max(1, Math.round(small.height * scale));
  const context = canvas.getContext('2d');
  if (!context) return;
  context.imageSmoothingQuality = 'high';
  context.drawImage(small, 0, 0, canvas.width, canvas.height);
}
