import { createHash } from 'node:crypto';
import { Random } from '../random';

/** The bytes of a file, read piece by piece, so that a file of gigabytes is never in memory. */
export interface Content {
  readonly bytes: number;
  /** Bytes from `start` up to but not including `end`, which both lie inside. */
  read(start: number, end: number): Uint8Array;
}

export function contentOf(bytes: Uint8Array): Content {
  return { bytes: bytes.length, read: (start, end) => bytes.subarray(start, end) };
}

/** One after the other. */
export function joinedContent(...parts: readonly Content[]): Content {
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  return {
    bytes,
    read(start, end) {
      const out = new Uint8Array(end - start);
      let at = 0;
      for (const part of parts) {
        const from = Math.max(start, at);
        const to = Math.min(end, at + part.bytes);
        if (from < to) out.set(part.read(from - at, to - at), from - start);
        at += part.bytes;
      }
      return out;
    },
  };
}

/** A row of random bytes that is used again and again; its length shares no factor with the blocks'. */
const rowBytes = 1_048_573;
const blockBytes = 65_536;

/** Random bytes that are the same for the same seed; no two blocks of 64 KiB of a file are equal. */
export function randomContent(seed: number, bytes: number): Content {
  const random = new Random(seed);
  const row = Uint8Array.from({ length: rowBytes }, () => random.whole(0, 255));
  return {
    bytes,
    read(start, end) {
      const out = new Uint8Array(end - start);
      for (let at = start; at < end; ) {
        const inRow = at % rowBytes;
        const piece = row.subarray(inRow, Math.min(rowBytes, inRow + end - at));
        out.set(piece, at - start);
        at += piece.length;
      }
      for (let block = Math.floor(start / blockBytes); block * blockBytes < end; block++) {
        for (let digit = 0; digit < 4; digit++) {
          const at = block * blockBytes + digit - start;
          const before = out[at];
          // What lies outside is not there, and so is not set.
          if (at >= 0 && before !== undefined) out[at] = before ^ ((block >>> (8 * digit)) & 255);
        }
      }
      return out;
    },
  };
}

const pieceBytes = 1 << 20;

/** The pieces of some content, in order. */
export function* piecesOf(content: Content): Generator<Uint8Array> {
  for (let start = 0; start < content.bytes; start += pieceBytes) {
    yield content.read(start, Math.min(content.bytes, start + pieceBytes));
  }
}

export function sha256Of(content: Content): string {
  const hash = createHash('sha256');
  for (const piece of piecesOf(content)) hash.update(piece);
  return hash.digest('hex');
}

/** The id that git gives a file with this content. */
export function gitBlobId(content: Content): string {
  const hash = createHash('sha1').update(`blob ${content.bytes}\0`);
  for (const piece of piecesOf(content)) hash.update(piece);
  return hash.digest('hex');
}
