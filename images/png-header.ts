import { CodedError } from '../messages/errors';
import { bytesOf, checkSize } from './picture-file';
import type { ColorChunk } from './picture-sink';
import { chunkHead, chunkTail, type ChunkPlace } from './png-chunks';
import { maxProfileBytes, readProfile } from './png-profile';
import { channelsOf, colorTypes, type PixelFormat } from './png-rows';

/** What a PNG says before its pixels begin. */
export interface PngHeader {
  width: number;
  height: number;
  interlaced: boolean;
  format: PixelFormat;
  /** What it says of its colours, as it says it. */
  colors: ColorChunk[];
  /** The colour profile, as it is in the file; `undefined` where there is none for these pixels. */
  icc: Uint8Array<ArrayBuffer> | undefined;
}

/** More than any chunk has that is read as a whole, but for the profile. */
const maxChunkBytes = maxProfileBytes;

const colorChunkTypes = ['cICP', 'iCCP', 'sRGB', 'gAMA', 'cHRM', 'mDCV', 'cLLI'] as const;

/** Depths that each kind of pixels has (§11.2.1). */
const depths: Readonly<Record<PixelFormat['colorType'], readonly number[]>> = {
  [colorTypes.grey]: [1, 2, 4, 8, 16],
  [colorTypes.rgb]: [8, 16],
  [colorTypes.palette]: [1, 2, 4, 8],
  [colorTypes.greyAlpha]: [8, 16],
  [colorTypes.rgba]: [8, 16],
};

function damaged(what: string): CodedError {
  return new CodedError('picture-damaged', what);
}

/** Takes the chunks that stand before the pixels, and puts what they say together. */
export class PngHeaderReader {
  readonly #png: Blob;
  #header: PngHeader | undefined;

  constructor(png: Blob) {
    this.#png = png;
  }

  /** @throws CodedError `picture-damaged`, `picture-too-large`, `file-changed`, `out-of-memory`. */
  async take(chunk: ChunkPlace): Promise<void> {
    const { type } = chunk;
    if (type === 'IHDR') {
      this.#header ??= readIhdr(await this.#dataOf(chunk));
      return;
    }
    const header = this.#header;
    if (!header) throw damaged('a PNG that does not begin with its header');
    if (type === 'PLTE') readPalette(await this.#dataOf(chunk), header.format);
    if (type === 'tRNS') readTransparency(await this.#dataOf(chunk), header.format);
    const colorType = colorChunkTypes.find((known) => known === type);
    // Of each there may be one; of more, the first counts.
    if (!colorType || header.colors.some((known) => known.type === colorType)) return;
    const data = await this.#dataOf(chunk);
    if (colorType === 'iCCP') {
      header.icc = readProfile(data);
      if (!header.icc) return;
    }
    header.colors.push({ type: colorType, data });
  }

  /** @throws CodedError `picture-damaged` when something is missing without which there is no picture. */
  finish(): PngHeader {
    const header = this.#header;
    if (!header) throw damaged('a PNG without header');
    const { colorType, palette } = header.format;
    if (colorType === colorTypes.palette && palette.length === 0) throw damaged('a PNG without palette');
    return header;
  }

  async #dataOf({ start, end, type }: ChunkPlace): Promise<Uint8Array<ArrayBuffer>> {
    if (end - start > maxChunkBytes) throw damaged(`${type} of ${end - start} bytes`);
    return bytesOf(this.#png.slice(start + chunkHead, end - chunkTail));
  }
}

function readIhdr(data: Uint8Array): PngHeader {
  if (data.length !== 13) throw damaged(`a header of ${data.length} bytes`);
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [depth = 0, type = 0, compression = 0, filter = 0, interlace = 0] = data.subarray(8);
  const colorType = Object.values(colorTypes).find((known) => known === type);
  if (colorType === undefined || !depths[colorType].includes(depth)) {
    throw damaged(`pixels of type ${type}, ${depth} bits`);
  }
  if (width === 0 || height === 0 || compression !== 0 || filter !== 0 || interlace > 1) {
    throw damaged(`${width} × ${height}, methods ${compression}, ${filter}, ${interlace}`);
  }
  checkSize(width, height);
  return {
    width,
    height,
    interlaced: interlace === 1,
    format: { colorType, depth, palette: new Uint8Array(), transparent: undefined },
    colors: [],
    icc: undefined,
  };
}

function readPalette(data: Uint8Array, format: PixelFormat): void {
  // In pictures of other kinds it is a suggestion only.
  if (format.colorType !== colorTypes.palette) return;
  if (data.length === 0 || data.length > 3 * 256 || data.length % 3 !== 0) {
    throw damaged(`a palette of ${data.length} bytes`);
  }
  // What has no entry is opaque black, as browsers show it.
  format.palette = new Uint8Array(4 * 256);
  for (let i = 0; i < 256; i++) {
    format.palette.set(data.subarray(3 * i, 3 * i + 3), 4 * i);
    format.palette[4 * i + 3] = 255;
  }
}

function readTransparency(data: Uint8Array, format: PixelFormat): void {
  if (format.colorType === colorTypes.palette) {
    for (let i = 0; i < Math.min(data.length, format.palette.length / 4); i++) {
      format.palette[4 * i + 3] = data[i] ?? 255;
    }
    return;
  }
  const samples = channelsOf(format.colorType);
  if (format.colorType === colorTypes.greyAlpha || format.colorType === colorTypes.rgba) return;
  if (data.length !== 2 * samples) return;
  // Only as many bits count as samples have.
  const mask = 2 ** format.depth - 1;
  format.transparent = Array.from(
    { length: samples },
    (_, i) => (((data[2 * i] ?? 0) << 8) | (data[2 * i + 1] ?? 0)) & mask,
  );
}
