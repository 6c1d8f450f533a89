import { CodedError } from '../messages/errors';
import { inspectPicture, type PictureFacts } from './inspect';
import { maxInputPixels, maxSide } from './limits';
import type { PictureFormat } from './opened-picture';

/** Nearly every header ends within the first of these; a few cameras put megabytes before it. */
const headBytes = [256 * 1024, 8 * 2 ** 20, Infinity] as const;

/**
 * Reads as much of the file as it takes to know what it is.
 *
 * @throws CodedError `picture-gone` when the bytes can no longer be read: the file was moved or changed.
 */
export async function inspectFile(signal: AbortSignal, blob: Blob): Promise<PictureFacts> {
  let facts = inspectPicture(new Uint8Array(), 0);
  for (const bytes of headBytes) {
    const head = await bytesOf(blob.slice(0, Math.min(bytes, blob.size)));
    signal.throwIfAborted();
    facts = inspectPicture(head, blob.size);
    if (facts.complete) break;
  }
  return facts;
}

/**
 * All bytes of a blob.
 *
 * @throws CodedError `picture-gone`, see `inspectFile`.
 */
export async function bytesOf(blob: Blob): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch (cause) {
    throw new CodedError('picture-gone', 'the file could not be read', { cause });
  }
}

/**
 * @throws CodedError `picture-too-large` when width × height is more than what is opened.
 */
export function checkSize(width: number, height: number): void {
  if (width > maxSide || height > maxSide || width * height > maxInputPixels) {
    throw new CodedError('picture-too-large', `${width} × ${height}`);
  }
}

/** The MIME type by which browsers know a format; empty for formats that they do not. */
export function mimeTypeOf(format: PictureFormat): string {
  switch (format) {
    case 'svg':
      return 'image/svg+xml';
    case 'ico':
      return 'image/x-icon';
    case 'unknown':
      return '';
    default:
      return `image/${format}`;
  }
}
