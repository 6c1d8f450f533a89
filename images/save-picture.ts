import { CodedError } from '../messages/errors';
import { canvasHoldsDisplayP3, checkCanvasIsFaithful, freeCanvas, makeCanvas } from './canvas';
import { embedXmp } from './embed-xmp';
import { endingOnAbort } from './ending-on-abort';
import { inspectFile } from './picture-file';
import { withoutMetadata } from './png-metadata';
import { type AiMark, xmpPacket } from './xmp';

export type SaveFormat = 'png' | 'jpeg' | 'webp';

export interface SaveOptions {
  format: SaveFormat;
  /** 1–100; PNG has none and ignores it. */
  quality: number;
  /** Size of the saved picture in pixels. */
  size: { width: number; height: number };
  /** Says in the file that a model made the picture, or a part of it. */
  mark?: AiMark;
}

/** What the formats themselves allow, in pixels a side: RFC 9649 §2.6 and ITU-T T.81 B.2.2. */
const longestSide: Record<SaveFormat, number> = { png: 2 ** 31 - 1, jpeg: 65_535, webp: 16_383 };

/**
 * Encodes a picture for saving or copying. The result has no metadata but the mark that is asked for:
 * neither EXIF nor a place nor texts; a colour profile only where the colours need one. A PNG that stays one
 * of its size keeps its pixels and its profile byte for byte. Runs where there is a DOM.
 *
 * @param picture what a tool made (PNG), or an original in any format the browser decodes.
 * @throws CodedError `webp-too-large`, `save-failed`, `pixels-altered`; `cancelled` as soon as the
 * signal is aborted.
 */
export function encodePicture(signal: AbortSignal, picture: Blob, options: SaveOptions): Promise<Blob> {
  // Browsers cannot be stopped in the middle of encoding, which takes seconds for a large picture.
  return endingOnAbort(signal, async () => marked(await encode(signal, picture, options), options));
}

async function marked(encoded: Blob, { format, mark }: SaveOptions): Promise<Blob> {
  if (!mark) return encoded;
  try {
    return await embedXmp(encoded, format, xmpPacket(mark));
  } catch (cause) {
    throw new CodedError('save-failed', `a mark in ${format}`, { cause });
  }
}

async function encode(
  signal: AbortSignal,
  picture: Blob,
  { format, quality, size }: SaveOptions,
): Promise<Blob> {
  const { width, height } = size;
  if (Math.max(width, height) > longestSide[format]) {
    throw new CodedError(format === 'webp' ? 'webp-too-large' : 'save-failed', `${width} × ${height}`);
  }
  const facts = await inspectFile(signal, picture);
  const sameSize = facts.width === width && facts.height === height;
  if (format === 'png' && facts.format === 'png' && sameSize && facts.orientation === 1) {
    return withoutMetadata(picture);
  }
  const colorSpace = facts.wideGamut && canvasHoldsDisplayP3() ? 'display-p3' : 'srgb';
  const type = `image/${format}`;
  checkCanvasIsFaithful();
  const drawn = makeCanvas(width, height, colorSpace);
  try {
    if (format === 'jpeg') {
      // JPEG has no transparency.
      drawn.context.fillStyle = '#fff';
      drawn.context.fillRect(0, 0, width, height);
    }
    const bitmap = await createImageBitmap(picture);
    drawn.context.drawImage(bitmap, 0, 0, width, height);
    bitmap.close();
    signal.throwIfAborted();
    const blob = await drawn.canvas.convertToBlob({ type, quality: quality / 100 });
    signal.throwIfAborted();
    await checkOutcome(signal, blob, format, size);
    return blob;
  } catch (cause) {
    signal.throwIfAborted();
    throw new CodedError('save-failed', `${width} × ${height} as ${format}`, { cause });
  } finally {
    freeCanvas(drawn);
  }
}

/** Browsers give a PNG, without a word, for a type that they do not encode. */
async function checkOutcome(
  signal: AbortSignal,
  blob: Blob,
  format: SaveFormat,
  size: SaveOptions['size'],
): Promise<void> {
  const facts = await inspectFile(signal, blob);
  if (facts.format !== format || facts.width !== size.width || facts.height !== size.height) {
    throw new Error(`got ${facts.format}, ${facts.width} × ${facts.height}`);
  }
}
