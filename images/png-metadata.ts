import { pngChunks } from './png-chunks';

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
  for await (const chunk of pngChunks(png)) {
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
