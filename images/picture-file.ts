import { CodedError, toErrorCode } from '../messages/errors';
import { inspectPicture, type PictureFacts } from './inspect';
import { maxInputPixels, maxSide } from './limits';
import type { PictureFormat } from './opened-picture';

/** Nearly every header ends within the first of these; a few cameras put megabytes before it. */
const headBytes = [256 * 1024, 8 * 2 ** 20, Infinity] as const;

/**
 * Reads as much of the file as it takes to know what it is.
 *
 * @throws CodedError `file-changed` when the bytes can no longer be read: the file was moved or
 * changed; `out-of-memory`.
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
 * @throws CodedError `file-changed`, `out-of-memory`, see `inspectFile`.
 */
export async function bytesOf(blob: Blob): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch (cause) {
    throw new CodedError(toErrorCode(cause, 'file-changed'), 'the file could not be read', { cause });
  }
}

/** How much of a file is on its way into its copy at a time, in bytes. */
const copiedBytes = 4 * 2 ** 20;

/**
 * A copy in memory of a file on disk, which stays as it is when the file is edited or removed; what
 * is in memory already comes back as it is. Piece by piece, so that there are never two copies.
 *
 * @throws CodedError `file-changed`, `out-of-memory`, see `inspectFile`; the signal's reason when aborted.
 */
export async function inMemory(signal: AbortSignal, blob: Blob): Promise<Blob> {
  if (!(blob instanceof File)) return blob;
  const parts: Blob[] = [];
  for (let start = 0; start < blob.size; start += copiedBytes) {
    const end = Math.min(blob.size, start + copiedBytes);
    const part = await bytesOf(blob.slice(start, end));
    signal.throwIfAborted();
    if (part.length !== end - start) throw new CodedError('file-changed', 'the file became shorter');
    parts.push(new Blob([part]));
  }
  return new Blob(parts);
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
