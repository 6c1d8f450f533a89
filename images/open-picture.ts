import { CodedError } from '../messages/errors';
import { maxPictureBytes } from '../messages/requests';
import type { PictureFacts } from './inspect';
import type { OpenedPicture } from './opened-picture';
import { checkSize, inMemory, inspectFile, mimeTypeOf } from './picture-file';
import { proveDecodable } from './prove-decodable';
import { rasteriseSvg } from './rasterise-svg';

/**
 * Checks that a file is a picture which this browser can decode, without trusting its name, its
 * MIME type or its header. Runs where there is a DOM. Holds one decoded copy for a moment.
 *
 * @throws CodedError `file-empty`, `file-too-large`, `file-changed`, `format-unknown`,
 * `format-heic`, `format-tiff`, `format-jxl`, `format-not-supported`, `picture-too-large`,
 * `picture-too-complex`, `picture-damaged`, `out-of-memory`; the signal's reason when
 * aborted.
 */
export async function openPicture(signal: AbortSignal, blob: Blob): Promise<OpenedPicture> {
  signal.throwIfAborted();
  if (blob.size === 0) throw new CodedError('file-empty');
  if (blob.size > maxPictureBytes) throw new CodedError('file-too-large', `${blob.size} bytes`);
  const bytes = await inMemory(signal, blob);
  const facts = await inspectFile(signal, bytes);
  refuseUnreadable(facts);
  checkSize(facts.width ?? 1, facts.height ?? 1);

  // With its true type; pages and servers often state a wrong one, which some decoders act on.
  let picture = bytes.slice(0, bytes.size, mimeTypeOf(facts.format));
  if (facts.format === 'svg') picture = await rasteriseSvg(signal, picture);
  const size = await proveDecodable(signal, picture, facts.format);
  checkSize(size.width, size.height);
  return {
    blob: picture,
    width: size.width,
    height: size.height,
    animated: facts.animated,
    sixteenBit: facts.sixteenBit,
  };
}

/** Formats that are recognised, so that the person can be told what to do, but decoded nowhere. */
function refuseUnreadable(facts: PictureFacts): void {
  switch (facts.format) {
    case 'unknown':
      throw new CodedError('format-unknown');
    case 'heic':
      throw new CodedError('format-heic');
    case 'tiff':
      throw new CodedError('format-tiff');
    case 'svg':
      return;
    default:
      // A raster picture whose header does not say its size cannot be checked before decoding.
      if (facts.width === undefined || facts.height === undefined) {
        throw new CodedError('picture-damaged', `${facts.format} without a size`);
      }
  }
}
