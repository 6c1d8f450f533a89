import { CodedError } from '../messages/errors';
import { mimeTypeOf } from './picture-file';
import type { PictureFormat } from './opened-picture';

/**
 * Has the browser decode the whole picture.
 *
 * @returns the size as shown, with orientation applied.
 * @throws CodedError `picture-damaged`, or `format-jxl`, `format-not-supported` where this browser
 * does not have the decoder.
 */
export async function proveDecodable(
  signal: AbortSignal,
  blob: Blob,
  format: PictureFormat,
): Promise<{ width: number; height: number }> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(blob);
  } catch (cause) {
    signal.throwIfAborted();
    if (!(await hasDecoder(format))) {
      throw new CodedError(format === 'jxl' ? 'format-jxl' : 'format-not-supported', format, { cause });
    }
    throw new CodedError('picture-damaged', 'the browser does not decode it', { cause });
  }
  const { width, height } = bitmap;
  bitmap.close();
  signal.throwIfAborted();
  return { width, height };
}

/** The formats that not every browser, or not every build of one, decodes. */
const uncertain: ReadonlySet<PictureFormat> = new Set<PictureFormat>(['avif', 'jxl', 'webp']);

/**
 * Whether the browser decodes the format at all. The others are not asked about: Chromium's
 * `ImageDecoder` does not take the ICO files that its pages show.
 */
async function hasDecoder(format: PictureFormat): Promise<boolean> {
  if (!uncertain.has(format)) return true;
  if (typeof ImageDecoder === 'undefined') return format !== 'jxl';
  return ImageDecoder.isTypeSupported(mimeTypeOf(format));
}
