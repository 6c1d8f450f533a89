import { fourCC, startsWith } from './formats/bytes';
import { inspectPicture } from './inspect';
import { bytesOf } from './picture-file';
import { pngChunk } from './png-chunks';
import type { SaveFormat } from './save-picture';

/** Enough of the beginning of a file for what is looked at here. */
const headBytes = 1024;

/**
 * Puts an XMP packet into a picture that has none, as the three formats say where. Pixels and everything
 * else stay as they are, and what is large is not read.
 *
 * @param picture of this format, as an encoder writes it.
 * @throws RangeError when it is not.
 */
export async function embedXmp(
  picture: Blob,
  format: SaveFormat,
  packet: Uint8Array<ArrayBuffer>,
): Promise<Blob> {
  const head = await bytesOf(picture.slice(0, headBytes));
  const view = new DataView(head.buffer);
  const type = `image/${format}`;
  switch (format) {
    case 'png':
      return new Blob(inPng(picture, view, packet), { type });
    case 'jpeg':
      return new Blob(inJpeg(picture, view, packet), { type });
    case 'webp':
      return new Blob(inWebp(picture, view, packet), { type });
  }
}

const encoder = new TextEncoder();

/** An iTXt chunk behind the header (XMP part 3, §1.1.5): keyword, not packed, no language, no translation. */
function inPng(png: Blob, view: DataView, packet: Uint8Array): BlobPart[] {
  if (!startsWith(view, 12, 'IHDR')) throw new RangeError('not a PNG');
  const head = encoder.encode('XML:com.adobe.xmp\0\0\0\0\0');
  const data = new Uint8Array(head.length + packet.length);
  data.set(head);
  data.set(packet, head.length);
  // The signature, and a header of 13 bytes in its chunk.
  const start = 8 + 25;
  return [png.slice(0, start), pngChunk('iTXt', data), png.slice(start)];
}

/** An APP1 segment (XMP part 3, §1.1.3), behind the JFIF segment, which has to be the first. */
function inJpeg(jpeg: Blob, view: DataView, packet: Uint8Array<ArrayBuffer>): BlobPart[] {
  if (!startsWith(view, 0, '\xff\xd8\xff')) throw new RangeError('not a JPEG');
  const start = startsWith(view, 2, '\xff\xe0') ? 4 + view.getUint16(4) : 2;
  const name = encoder.encode('http://ns.adobe.com/xap/1.0/\0');
  const length = 2 + name.length + packet.length;
  if (length > 0xffff) throw new RangeError(`XMP of ${packet.length} bytes in a JPEG`);
  const marker = Uint8Array.of(0xff, 0xe1, length >> 8, length & 255);
  return [jpeg.slice(0, start), marker, name, packet, jpeg.slice(start)];
}

/** Where the first chunk of a WebP begins, and what the VP8X chunk has (RFC 9649 §2.7). */
const firstChunk = 12;
const extendedBytes = 10;
const hasXmp = 0x04;
const hasAlpha = 0x10;

/** A chunk at the end (RFC 9649 §2.7.1.5), of which the extended header says that it is there. */
function inWebp(webp: Blob, view: DataView<ArrayBuffer>, packet: Uint8Array<ArrayBuffer>): BlobPart[] {
  if (!startsWith(view, 8, 'WEBP')) throw new RangeError('not a WebP');
  const extended = fourCC(view, firstChunk) === 'VP8X';
  const header = extended
    ? new Uint8Array(view.buffer.slice(firstChunk, firstChunk + 8 + extendedBytes))
    : extendedHeader(view, webp.size);
  header[8] = (header[8] ?? 0) | hasXmp;
  const end = 8 + view.getUint32(4, true);
  const rest = webp.slice(extended ? firstChunk + header.length : firstChunk, end);
  const padding = new Uint8Array(packet.length % 2);
  const chunk = [chunkHead('XMP ', packet.length), packet, padding];
  const size = 4 + header.length + rest.size + 8 + packet.length + padding.length;
  return [chunkHead('RIFF', size), encoder.encode('WEBP'), header, rest, ...chunk];
}

/** The extended header that a simple WebP does without. */
function extendedHeader(view: DataView, size: number): Uint8Array<ArrayBuffer> {
  const { width, height, hasAlpha: transparent } = inspectPicture(new Uint8Array(view.buffer), size);
  if (width === undefined || height === undefined) throw new RangeError('a WebP without a size');
  const header = new Uint8Array(8 + extendedBytes);
  header.set(chunkHead('VP8X', extendedBytes));
  header[8] = transparent === true ? hasAlpha : 0;
  const sizes = new DataView(header.buffer, 12);
  sizes.setUint16(0, (width - 1) & 0xffff, true);
  sizes.setUint16(3, (height - 1) & 0xffff, true);
  return header;
}

function chunkHead(type: string, length: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(8);
  out.set(encoder.encode(type));
  new DataView(out.buffer).setUint32(4, length, true);
  return out;
}
