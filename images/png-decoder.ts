import { CodedError, toErrorCode } from '../messages/errors';
import { bytesOf } from './picture-file';
import { chunkHead, chunkTail, pngChunks } from './png-chunks';
import { type PngHeader, PngHeaderReader } from './png-header';
import { RowReader } from './png-row-reader';
import { release } from './release';

/**
 * Decodes PNG to exactly the values that are in the file, which no canvas gives: canvases keep colours
 * multiplied by alpha, and turn those of a profile into others. Rows are unpacked as the platform's zlib
 * (`DecompressionStream`) inflates them, so that memory holds the pixels that come out, once, and some megabytes.
 */

export interface DecodedPng {
  /** RGBA, 8 bits, straight alpha, row by row. */
  pixels: Uint8ClampedArray<ArrayBuffer>;
  header: PngHeader;
}

/** Bytes of the file that are in memory at a time. */
const readAtOnce = 2 ** 20;

/** Packed bytes that are inflated at a time; each can become about a thousand. */
const inflatedAtOnce = 16 * 1024;

/**
 * Checksums are not looked at: the browser does, when the picture is opened. Nor is what follows the last
 * row.
 *
 * @throws CodedError `picture-damaged`, `picture-too-large`, `file-changed`, `out-of-memory`; the signal's
 * reason when aborted.
 */
export async function decodePng(signal: AbortSignal, png: Blob): Promise<DecodedPng> {
  const header = await readHeader(signal, png);
  const pixels = allocated(4 * header.width * header.height);
  const rows = new RowReader(header, pixels);
  const { readable, writable } = new DecompressionStream('deflate');
  const feeding = feed(packedData(signal, png), writable.getWriter());
  const reader = readable.getReader();
  try {
    while (!rows.complete) {
      const { done, value } = await reader.read();
      if (done) throw new CodedError('picture-damaged', 'a PNG that ends before its pixels do');
      rows.take(value);
      release(value);
    }
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof CodedError) throw cause;
    throw new CodedError(toErrorCode(cause, 'picture-damaged'), 'pixels that cannot be inflated', { cause });
  } finally {
    // Ends the feeding, too. What is wrong behind the last row is nobody's concern.
    await Promise.allSettled([reader.cancel(), feeding]);
  }
  return { pixels, header };
}

/** Writes all pieces, and ends the stream with the error that getting them may end with. */
async function feed(
  pieces: AsyncIterable<Uint8Array<ArrayBuffer>>,
  writer: WritableStreamDefaultWriter<BufferSource>,
): Promise<void> {
  try {
    for await (const piece of pieces) await writer.write(piece);
    await writer.close();
  } catch (error) {
    await writer.abort(error);
  }
}

async function readHeader(signal: AbortSignal, png: Blob): Promise<PngHeader> {
  const reader = new PngHeaderReader(png);
  for await (const chunk of pngChunks(png)) {
    signal.throwIfAborted();
    if (chunk.type === 'IDAT') break;
    await reader.take(chunk);
  }
  return reader.finish();
}

/** The packed pixels, piece by piece, as far as the file goes. */
async function* packedData(signal: AbortSignal, png: Blob): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  try {
    for await (const { type, start, end } of pngChunks(png)) {
      if (type !== 'IDAT') continue;
      for (let from = start + chunkHead; from < end - chunkTail; from += readAtOnce) {
        const read = await bytesOf(png.slice(from, Math.min(from + readAtOnce, end - chunkTail)));
        signal.throwIfAborted();
        for (let at = 0; at < read.length; at += inflatedAtOnce) yield read.subarray(at, at + inflatedAtOnce);
      }
    }
  } catch (error) {
    // A missing end does no harm where all pixels are there; where they are not, that is noticed.
    if (!(error instanceof CodedError && error.code === 'picture-damaged')) throw error;
  }
}

function allocated(bytes: number): Uint8ClampedArray<ArrayBuffer> {
  try {
    return new Uint8ClampedArray(bytes);
  } catch (cause) {
    throw new CodedError('out-of-memory', `${bytes} bytes of pixels`, { cause });
  }
}
