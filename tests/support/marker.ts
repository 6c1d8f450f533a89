import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { Random } from './random';
import type { Tab } from './tab';

/** A picture that a search of the disk recognises by bytes which only it has, and so what is made of it. */

export interface Size {
  width: number;
  height: number;
}

export const markedSize: Size = { width: 96, height: 64 };

/** Bytes that no browser has by chance; repeated in every row, so that any part of the picture shows. */
export const marker = Buffer.from('Imaginex-marker-7f3b91c2e5d84a60');

/**
 * An uncompressed BMP (24 bits, rows bottom up). Its pixels are the marker and chance by turns: rows
 * that repeat would leave nothing in a compressed result to recognise it by.
 */
export function markedPicture({ width, height } = markedSize): Buffer {
  const rowBytes = width * 3;
  const header = Buffer.alloc(54);
  header.write('BM', 0, 'latin1');
  header.writeUInt32LE(54 + rowBytes * height, 2);
  header.writeUInt32LE(54, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(width, 18);
  header.writeInt32LE(height, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(24, 28);
  const random = new Random(1);
  const pixels = Buffer.from(Uint8Array.from({ length: rowBytes * height }, () => random.whole(0, 255)));
  for (let row = 0; row < height; row++) {
    for (let at = 0; at < rowBytes; at += 2 * marker.length) {
      marker.copy(pixels, row * rowBytes + at, 0, Math.min(marker.length, rowBytes - at));
    }
  }
  return Buffer.concat([header, pixels]);
}

/** As it lies in memory once decoded: RGBA, red and blue exchanged against the file. */
function decodedMarker(): Buffer {
  const out = Buffer.alloc(32);
  for (let i = 0; i < 8; i++) {
    out[4 * i] = marker[3 * i + 2] ?? 0;
    out[4 * i + 1] = marker[3 * i + 1] ?? 0;
    out[4 * i + 2] = marker[3 * i] ?? 0;
    out[4 * i + 3] = 255;
  }
  return out;
}

/** What the picture is called: a name that no browser makes up. */
export const markedName = 'marked-name-c07b9e51f2';

export const patterns: readonly Buffer[] = [
  marker,
  decodedMarker(),
  // Titles and addresses lie on disks in either.
  Buffer.from(markedName, 'utf8'),
  Buffer.from(markedName, 'utf16le'),
];

const patternLength = 32;

/** The file that the editor shows last: the result where it compares two. */
export async function shownFile(editor: Tab): Promise<Buffer> {
  const bytes = await editor.evaluate(async () => {
    const shown = [...document.querySelectorAll<HTMLImageElement>('img.stage__picture')].at(-1);
    if (!shown) throw new Error('No picture is shown');
    return Array.from(new Uint8Array(await (await fetch(shown.src)).arrayBuffer()));
  });
  return Buffer.from(bytes);
}

/** Bytes of the compressed pixels of a PNG file, chunk heads left out. */
function compressedPixels(png: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const longest = parts.sort((a, b) => b.length - a.length)[0];
  if (!longest) throw new Error('This PNG file has no pixels');
  return longest;
}

function middleOf(bytes: Buffer): Buffer {
  const start = Math.floor((bytes.length - patternLength) / 2);
  const found = bytes.subarray(start, start + patternLength);
  if (new Set(found).size < patternLength / 4) throw new Error('Other files may have these bytes too');
  return found;
}

/** What a PNG file is recognised by: its compressed bytes, and its pixels as they lie in memory. */
export async function resultPatterns(png: Buffer): Promise<Buffer[]> {
  return [middleOf(compressedPixels(png)), middleOf(await sharp(png).ensureAlpha().raw().toBuffer())];
}

/** Names of the files in `directory` that hold a part of one of `wanted`; of the picture unless told. */
export function filesWith(directory: string, wanted = patterns): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) => {
    const path = join(directory, name);
    // Locks of the browser are links that lead nowhere.
    if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return false;
    const bytes = readFileSync(path);
    return wanted.some((pattern) => bytes.includes(pattern));
  });
}
