import { CodedError } from '../messages/errors';
import { fourCC } from './formats/bytes';
import { bytesOf } from './picture-file';

/** The pieces that PNG files consist of: Portable Network Graphics (Third Edition), W3C, §5. */

export const pngSignature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** Bytes of a chunk before its data (length and type) and after (checksum). */
export const chunkHead = 8;
export const chunkTail = 4;

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

function crc32(bytes: Uint8Array): number {
  let c = 0xffffffff;
  for (const byte of bytes) c = (crcTable[(c ^ byte) & 0xff] ?? 0) ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

/** Makes a chunk of `out`, whose data is already in its place behind the head. */
export function seal(type: string, out: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const view = new DataView(out.buffer, out.byteOffset, out.length);
  view.setUint32(0, out.length - chunkHead - chunkTail);
  for (let i = 0; i < 4; i++) out[4 + i] = type.charCodeAt(i);
  view.setUint32(out.length - chunkTail, crc32(out.subarray(4, out.length - chunkTail)));
  return out;
}

/** A whole chunk, checksum included. */
export function pngChunk(type: string, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(chunkHead + data.length + chunkTail);
  out.set(data, chunkHead);
  return seal(type, out);
}

/** Where a chunk is in a file. */
export interface ChunkPlace {
  type: string;
  /** From the length field to behind the checksum, in bytes from the beginning of the file. */
  start: number;
  end: number;
}

/** Headers are read out of windows of this size. */
const windowBytes = 2 ** 20;

/**
 * All chunks up to and with IEND. Only one window of the file is in memory at a time.
 *
 * @throws CodedError `picture-damaged` when the chunks do not lead to an end; `file-changed`, `out-of-memory`.
 */
export async function* pngChunks(png: Blob): AsyncGenerator<ChunkPlace> {
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
