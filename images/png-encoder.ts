import { displayP3Profile } from './icc-profile';
import type { PictureSink, PictureSinkOptions } from './picture-sink';
import { chunkHead, chunkTail, pngChunk, pngSignature, seal } from './png-chunks';

/**
 * Encodes a PNG while its rows arrive, so that the whole picture is never in memory as pixels.
 * PNG specification (third edition), W3C 2025; compression by the platform's zlib
 * (`CompressionStream`). No library for browsers writes PNG from parts.
 */

/** Bytes of compressed data in one chunk, after which they are moved out of the JavaScript heap. */
const bytesPerChunk = 2 * 2 ** 20;

/** Filtered bytes handed to the compressor at once. */
const bytesPerWrite = 2 ** 20;

function header(options: PictureSinkOptions): Uint8Array<ArrayBuffer> {
  const data = new Uint8Array(13);
  const view = new DataView(data.buffer);
  view.setUint32(0, options.width);
  view.setUint32(4, options.height);
  data[8] = 8;
  data[9] = options.alpha ? 6 : 2;
  return pngChunk('IHDR', data);
}

async function deflate(data: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([data]).stream().pipeThrough(new CompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function iccChunk(profile: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const name = new TextEncoder().encode('Display P3\0\0');
  const packed = await deflate(profile);
  const data = new Uint8Array(name.length + packed.length);
  data.set(name);
  data.set(packed, name.length);
  return pngChunk('iCCP', data);
}

/** What says which colours the values stand for: the original's own words where there are any. */
async function colorChunks({ colors, colorSpace }: PictureSinkOptions): Promise<Uint8Array<ArrayBuffer>[]> {
  if (colors && colors.length > 0) return colors.map(({ type, data }) => pngChunk(type, data));
  if (colorSpace === 'srgb') return [pngChunk('sRGB', new Uint8Array([0]))];
  // Colour primaries 12 (P3 D65), transfer 13 (sRGB), matrix 0 (RGB), full range: ITU-T H.273.
  return [pngChunk('cICP', new Uint8Array([12, 13, 0, 1])), await iccChunk(displayP3Profile())];
}

/**
 * Filters one row by the filter whose residuals have the smallest sum of absolute values, the
 * heuristic that the specification recommends (§12.7).
 *
 * @param raw this row, `previous` the one above (zeros for the first), `bpp` bytes per pixel.
 * @param out filter type byte and filtered row; length `raw.length + 1`.
 */
function filterRow(
  raw: Uint8Array,
  previous: Uint8Array,
  bpp: number,
  out: Uint8Array,
  scratch: Uint8Array,
): void {
  const length = raw.length;
  let best = Infinity;
  // Types 1 Sub, 2 Up, 3 Average, 4 Paeth; 0 None never wins on pictures.
  for (let type = 1; type <= 4; type++) {
    let sum = 0;
    for (let i = 0; i < length; i++) {
      const a = i >= bpp ? (raw[i - bpp] ?? 0) : 0;
      const b = previous[i] ?? 0;
      let prediction: number;
      if (type === 1) prediction = a;
      else if (type === 2) prediction = b;
      else if (type === 3) prediction = (a + b) >> 1;
      else {
        const c = i >= bpp ? (previous[i - bpp] ?? 0) : 0;
        const p = a + b - c;
        const pa = Math.abs(p - a);
        const pb = Math.abs(p - b);
        const pc = Math.abs(p - c);
        prediction = pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
      }
      const residual = ((raw[i] ?? 0) - prediction) & 0xff;
      scratch[i] = residual;
      sum += residual < 128 ? residual : 256 - residual;
    }
    if (sum < best) {
      best = sum;
      out[0] = type;
      out.set(scratch, 1);
    }
  }
}

export class PngEncoder implements PictureSink {
  readonly #options: PictureSinkOptions;
  readonly #bytesPerPixel: number;
  readonly #writer: WritableStreamDefaultWriter<BufferSource>;
  readonly #collected: Promise<Blob[]>;
  #raw: Uint8Array<ArrayBuffer>;
  #previous: Uint8Array<ArrayBuffer>;
  readonly #scratch: Uint8Array<ArrayBuffer>;
  #rowsWritten = 0;

  constructor(options: PictureSinkOptions) {
    this.#options = options;
    this.#bytesPerPixel = options.alpha ? 4 : 3;
    const rowBytes = options.width * this.#bytesPerPixel;
    this.#raw = new Uint8Array(rowBytes);
    this.#previous = new Uint8Array(rowBytes);
    this.#scratch = new Uint8Array(rowBytes);
    const compression = new CompressionStream('deflate');
    this.#writer = compression.writable.getWriter();
    this.#collected = collect(compression.readable);
    // Failures surface at the next write or at `finish`; without this they would be unhandled first.
    this.#collected.catch(() => undefined);
  }

  async write(rows: Uint8ClampedArray): Promise<void> {
    const { width, height } = this.#options;
    const count = rows.length / (width * 4);
    if (!Number.isInteger(count) || this.#rowsWritten + count > height) {
      throw new RangeError(`${rows.length} bytes are not whole rows of this picture`);
    }
    const lineBytes = width * this.#bytesPerPixel + 1;
    const atOnce = Math.max(1, Math.min(count, Math.floor(bytesPerWrite / lineBytes)));
    for (let row = 0; row < count; row += atOnce) {
      const lines = Math.min(atOnce, count - row);
      const filtered = new Uint8Array(lineBytes * lines);
      for (let line = 0; line < lines; line++) {
        this.#pack(rows, (row + line) * width * 4);
        filterRow(
          this.#raw,
          this.#previous,
          this.#bytesPerPixel,
          filtered.subarray(line * lineBytes, (line + 1) * lineBytes),
          this.#scratch,
        );
        [this.#raw, this.#previous] = [this.#previous, this.#raw];
      }
      await this.#writer.write(filtered);
    }
    this.#rowsWritten += count;
  }

  /** @returns the picture; its type is `image/png`. */
  async finish(): Promise<Blob> {
    if (this.#rowsWritten !== this.#options.height) {
      throw new RangeError(`${this.#rowsWritten} of ${this.#options.height} rows were written`);
    }
    await this.#writer.close();
    const data = await this.#collected;
    return new Blob(
      [
        pngSignature,
        header(this.#options),
        ...(await colorChunks(this.#options)),
        ...data,
        pngChunk('IEND', new Uint8Array(0)),
      ],
      { type: 'image/png' },
    );
  }

  #pack(rows: Uint8ClampedArray, from: number): void {
    const raw = this.#raw;
    if (this.#options.alpha) {
      raw.set(rows.subarray(from, from + raw.length));
      return;
    }
    for (let i = 0, p = from; i < raw.length; i += 3, p += 4) {
      raw[i] = rows[p] ?? 0;
      raw[i + 1] = rows[p + 1] ?? 0;
      raw[i + 2] = rows[p + 2] ?? 0;
    }
  }
}

async function collect(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<Blob[]> {
  const finished: Blob[] = [];
  // One buffer for all chunks: a blob copies what it is made of.
  const pending = new Uint8Array(chunkHead + bytesPerChunk + chunkTail);
  let length = 0;
  const finish = (): void => {
    finished.push(new Blob([seal('IDAT', pending.subarray(0, chunkHead + length + chunkTail))]));
    length = 0;
  };
  for await (const part of stream) {
    for (let from = 0; from < part.length; ) {
      const piece = part.subarray(from, from + bytesPerChunk - length);
      pending.set(piece, chunkHead + length);
      from += piece.length;
      length += piece.length;
      if (length === bytesPerChunk) finish();
    }
  }
  if (length > 0) finish();
  return finished;
}
