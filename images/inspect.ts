import { readBmp } from './formats/bmp';
import { startsWith } from './formats/bytes';
import { emptyFacts, type FormatReader, type PictureFacts } from './formats/facts';
import { readGif } from './formats/gif';
import { heifFormat, readAvif } from './formats/heif';
import { readIco } from './formats/ico';
import { readJpeg } from './formats/jpeg';
import { readJxl } from './formats/jxl';
import { readPng } from './formats/png';
import { looksLikeSvg } from './formats/svg';
import { readWebp } from './formats/webp';
import type { PictureFormat } from './opened-picture';

export type { Orientation, PictureFacts } from './formats/facts';

const readers: Readonly<Partial<Record<PictureFormat, FormatReader>>> = {
  jpeg: readJpeg,
  png: readPng,
  gif: readGif,
  webp: readWebp,
  avif: readAvif,
  bmp: readBmp,
  ico: readIco,
  jxl: readJxl,
};

/**
 * What a picture file says about itself. Neither a MIME type nor a file name is asked: both are
 * often wrong. Never throws, whatever the bytes; the work is at most linear in their number.
 *
 * @param head the first bytes of the file, or all of them.
 * @param totalBytes the size of the whole file.
 */
export function inspectPicture(head: Uint8Array, totalBytes: number): PictureFacts {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const draft = emptyFacts(formatOf(head, view));
  try {
    readers[draft.format]?.(view, draft);
  } catch (error) {
    // The only error that reading a DataView has: the header goes on beyond the bytes.
    if (!(error instanceof RangeError)) throw error;
    draft.complete = false;
  }
  // There is nothing more to be had from a whole file.
  if (head.byteLength >= totalBytes) draft.complete = true;
  return draft;
}

function formatOf(head: Uint8Array, view: DataView): PictureFormat {
  if (startsWith(view, 0, '\xff\xd8\xff')) return 'jpeg';
  if (startsWith(view, 0, '\x89PNG\r\n\x1a\n')) return 'png';
  if (startsWith(view, 0, 'GIF87a') || startsWith(view, 0, 'GIF89a')) return 'gif';
  if (startsWith(view, 0, 'RIFF') && startsWith(view, 8, 'WEBP')) return 'webp';
  if (startsWith(view, 4, 'ftyp')) return heifFormat(view);
  if (startsWith(view, 0, '\xff\x0a')) return 'jxl';
  if (startsWith(view, 0, '\0\0\0\x0cJXL \r\n\x87\n')) return 'jxl';
  if (['II*\0', 'MM\0*', 'II+\0', 'MM\0+'].some((magic) => startsWith(view, 0, magic))) return 'tiff';
  if (startsWith(view, 0, '\0\0\x01\0') || startsWith(view, 0, '\0\0\x02\0')) return 'ico';
  if (startsWith(view, 0, 'BM')) return 'bmp';
  return looksLikeSvg(head) ? 'svg' : 'unknown';
}
