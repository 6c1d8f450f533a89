import { useEffect, useRef, type ReactNode } from 'react';
import type { Revision } from './state';
import { thumbnailOf } from './thumbnails';
import { VeiledPicture } from './veiled-picture';

/** A small copy of a picture, or of one that is hidden a few spots of colour. */
export function Thumbnail(props: { revision: Revision }): ReactNode {
  const { blob, isVeiled = false } = props.revision;
  return isVeiled ? <VeiledPicture blob={blob} className="thumbnail" /> : <PlainThumbnail blob={blob} />;
}

function PlainThumbnail(props: { blob: Blob }): ReactNode {
  const { blob } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let stale = false;
    thumbnailOf(blob)
      .then((small) => {
        if (!stale && canvas.current) copyInto(canvas.current, small);
      })
      // A picture that cannot be drawn small is still there: its place stays empty.
      .catch((error: unknown) => console.warn('thumbnail', error));
    return () => {
      stale = true;
    };
  }, [blob]);
  return <canvas ref={canvas} className="thumbnail" aria-hidden="true" />;
}

function copyInto(canvas: HTMLCanvasElement, small: HTMLCanvasElement): void {
  canvas.width = small.width;
  canvas.height = small.height;
  canvas.getContext('2d')?.drawImage(small, 0, 0);
}
