import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A picture that a search of the disk recognises by bytes which only it has. */

export interface Size {
  width: number;
  height: number;
}

export const markedSize: Size = { width: 96, height: 64 };

/** Bytes that no browser has by chance; repeated in every row, so that any part of the picture shows. */
export const marker = Buffer.from('Imaginex-marker-7f3b91c2e5d84a60');

/** An uncompressed BMP (24 bits, rows bottom up): its pixels are the marker itself. */
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
  const pixels = Buffer.alloc(rowBytes * height, marker);
  return Buffer.concat([header, pixels]);
}

/** As it lies in memory once decoded: RGBA, red and blue exchanged against the file. */
function decodedMarker(): Buffer {
  const row = Buffer.alloc(markedSize.width * 3, marker);
  const out = Buffer.alloc(32);
  for (let i = 0; i < 8; i++) {
    out[4 * i] = row[3 * i + 2] ?? 0;
    out[4 * i + 1] = row[3 * i + 1] ?? 0;
    out[4 * i + 2] = row[3 * i] ?? 0;
    out[4 * i + 3] = 255;
  }
  return out;
}

export const patterns: readonly Buffer[] = [marker, decodedMarker()];

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
