import { CodedError } from '../messages/errors';
import type { PngHeader } from './png-header';
import { channelsOf, expandRow, unfilterRow } from './png-rows';

/** A picture in one go, or the seven of Adam7, each with every so many pixels (§8.1). */
interface Pass {
  x: number;
  y: number;
  stepX: number;
  stepY: number;
}

const wholePicture: readonly Pass[] = [{ x: 0, y: 0, stepX: 1, stepY: 1 }];

const adam7: readonly Pass[] = [
  { x: 0, y: 0, stepX: 8, stepY: 8 },
  { x: 4, y: 0, stepX: 8, stepY: 8 },
  { x: 0, y: 4, stepX: 4, stepY: 8 },
  { x: 2, y: 0, stepX: 4, stepY: 4 },
  { x: 0, y: 2, stepX: 2, stepY: 4 },
  { x: 1, y: 0, stepX: 2, stepY: 2 },
  { x: 0, y: 1, stepX: 1, stepY: 2 },
];

/** Takes inflated bytes as they come and puts the pixels of every whole row where they belong. */
export class RowReader {
  readonly #header: PngHeader;
  readonly #pixels: Uint8ClampedArray;
  readonly #passes: Pass[];
  readonly #bitsPerPixel: number;
  /** The type of the filter, and the row. */
  #row = new Uint8Array();
  #previous = new Uint8Array();
  #filled = 0;
  /** Row of the picture that `#row` is to become. */
  #y = 0;

  constructor(header: PngHeader, pixels: Uint8ClampedArray) {
    this.#header = header;
    this.#pixels = pixels;
    this.#bitsPerPixel = channelsOf(header.format.colorType) * header.format.depth;
    // Of a small picture some passes have nothing.
    this.#passes = (header.interlaced ? adam7 : wholePicture).filter(
      ({ x, y }) => x < header.width && y < header.height,
    );
    this.#begin();
  }

  get complete(): boolean {
    return this.#passes.length === 0;
  }

  /** @throws CodedError `picture-damaged` for a filter that there is not. */
  take(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length && !this.complete; ) {
      const piece = bytes.subarray(at, at + this.#row.length - this.#filled);
      this.#row.set(piece, this.#filled);
      this.#filled += piece.length;
      at += piece.length;
      if (this.#filled === this.#row.length) this.#finishRow();
    }
  }

  #finishRow(): void {
    const [pass] = this.#passes;
    if (!pass) return;
    const { format, width, height } = this.#header;
    const bytes = this.#row.subarray(1);
    const type = this.#row[0] ?? 0;
    if (!unfilterRow(type, bytes, this.#previous.subarray(1), Math.max(1, this.#bitsPerPixel >> 3))) {
      throw new CodedError('picture-damaged', `a filter of type ${type}`);
    }
    const start = 4 * (this.#y * width + pass.x);
    expandRow(format, bytes, this.#countOf(pass), this.#pixels, start, pass.stepX);
    [this.#row, this.#previous] = [this.#previous, this.#row];
    this.#filled = 0;
    this.#y += pass.stepY;
    if (this.#y >= height) {
      this.#passes.shift();
      this.#begin();
    }
  }

  /** Prepares for the first row of a pass. */
  #begin(): void {
    const [pass] = this.#passes;
    if (!pass) return;
    const bytes = 1 + Math.ceil((this.#countOf(pass) * this.#bitsPerPixel) / 8);
    this.#row = new Uint8Array(bytes);
    this.#previous = new Uint8Array(bytes);
    this.#filled = 0;
    this.#y = pass.y;
  }

  /** Pixels in a row of a pass. */
  #countOf({ x, stepX }: Pass): number {
    return Math.ceil((this.#header.width - x) / stepX);
  }
}
