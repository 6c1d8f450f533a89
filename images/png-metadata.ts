import { CodedError } from '../messages/errors';
import { fourCC } from './formats/bytes';
import { bytesOf } from './picture-file';

/**
 * The chunks that make the still picture and its colours. All others — eXIf, tEXt, iTXt, zTXt, tIME,
 * previews, animation, private ones — are left out, and so is what follows the end of the picture.
 * Source: Portable Network Graphics (Third Edition), W3C, §5.6.
 */
const kept = new Set([
  'IHDR',
  'PLTE',
  'IDAT',
  'IEND',
  'tRNS',
  'cHRM',
  'gAMA',
  'iCCP',
  'sRGB',
  'cICP',
  'mDCV',
  'cLLI',
  'sBIT',
]);

/** Headers are read out of windows of this size. */
const windowBytes = 2 ** 20;

/**
 * A PNG without its metadata: pixels and colours stay as they are, byte for byte. The same blob is
 * returned when there is nothing to leave out. Only one window of the file is in memory at a time.
 *
 * @throws CodedError `picture-damaged` when the chunks do not lead to an end.
 */
export async function withoutMetadata(png: Blob): Promise<Blob> {
  const parts: Blob[] = [];
  // The signature is kept; from there on, neighbours that are kept stay one part.
  let start = 0;
  let end = 8;
  for await (const chunk of chunks(png)) {
    if (!kept.has(chunk.type)) continue;
    if (chunk.start !== end) {
      parts.push(png.slice(start, end));
      start = chunk.start;
    }
    end = chunk.end;
  }
  if (start === 0 && end === png.size) return png;
  parts.push(png.slice(start, end));
  return new Blob(parts, { type: 'image/png' });
}

interface Chunk {
  type: string;
  /** From the length field to behind the checksum, in bytes from the beginning of the file. */
  start: number;
  end: number;
}

/** All chunks up to and with IEND. */
async function* chunks(png: Blob): AsyncGenerator<Chunk> {
  let windowStart = 0;
  let window = new DataView(new ArrayBuffer(0));
  for (let start = 8; start + 12 <= png.size; ) {
    if (start + 8 > windowStart + window.byteLength) {
      windowStart = start;
      window = new DataView((await bytesOf(png.slice(start, start + windowBytes))).buffer);
    }
    const at = start - windowStart;
    const type = fourCC(window, at + 4);
    const end = start + 12 + window.getUint32(at);
    if (end > png.size) break;
    yield { type, start, end };
    if (type === 'IEND') return;
    start = end;
  }
  throw new CodedError('picture-damaged', 'a PNG without end');
}
