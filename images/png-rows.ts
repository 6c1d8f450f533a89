/**
 * Rows of a PNG: undoing what its filters did and turning any of its pixel formats into RGBA.
 * Source: Portable Network Graphics (Third Edition), W3C, §7–§9, §11.2 and §13.
 */

/** Kinds of pixels (§6.1); the values are those in the file. */
export const colorTypes = { grey: 0, rgb: 2, palette: 3, greyAlpha: 4, rgba: 6 } as const;

export interface PixelFormat {
  colorType: (typeof colorTypes)[keyof typeof colorTypes];
  /** Bits a sample: 1, 2, 4, 8 or 16. */
  depth: number;
  /** RGBA of each index, 8 bits, for `palette`. */
  palette: Uint8Array;
  /** The one colour, in samples of the file's depth, that is fully transparent. */
  transparent: readonly number[] | undefined;
}

/** Samples a pixel. */
export function channelsOf(colorType: PixelFormat['colorType']): number {
  switch (colorType) {
    case colorTypes.grey:
    case colorTypes.palette:
      return 1;
    case colorTypes.greyAlpha:
      return 2;
    case colorTypes.rgb:
      return 3;
    case colorTypes.rgba:
      return 4;
  }
}

/**
 * Undoes a filter, in place (§9.2).
 *
 * @param row filtered bytes, without the filter's type; `previous` the row above as it was, zeros for the first.
 * @param bpp bytes a pixel, at least 1.
 * @returns whether there is a filter of this type.
 */
export function unfilterRow(type: number, row: Uint8Array, previous: Uint8Array, bpp: number): boolean {
  switch (type) {
    case 0:
      return true;
    case 1:
      for (let i = bpp; i < row.length; i++) row[i] = (row[i] ?? 0) + (row[i - bpp] ?? 0);
      return true;
    case 2:
      for (let i = 0; i < row.length; i++) row[i] = (row[i] ?? 0) + (previous[i] ?? 0);
      return true;
    case 3:
      for (let i = 0; i < row.length; i++) {
        const left = i < bpp ? 0 : (row[i - bpp] ?? 0);
        row[i] = (row[i] ?? 0) + ((left + (previous[i] ?? 0)) >> 1);
      }
      return true;
    case 4:
      for (let i = 0; i < row.length; i++) {
        const left = i < bpp ? 0 : (row[i - bpp] ?? 0);
        const corner = i < bpp ? 0 : (previous[i - bpp] ?? 0);
        row[i] = (row[i] ?? 0) + paeth(left, previous[i] ?? 0, corner);
      }
      return true;
    default:
      return false;
  }
}

function paeth(left: number, above: number, corner: number): number {
  const fromLeft = Math.abs(above - corner);
  const fromAbove = Math.abs(left - corner);
  const fromCorner = Math.abs(left + above - 2 * corner);
  if (fromLeft <= fromAbove && fromLeft <= fromCorner) return left;
  return fromAbove <= fromCorner ? above : corner;
}

/**
 * Turns a row into RGBA of 8 bits, straight alpha. 16 bits become 8 by rounding (§13.12).
 *
 * @param out where to: its first pixel at `start`, each next one `step` pixels further.
 * @param count pixels in the row.
 */
export function expandRow(
  format: PixelFormat,
  row: Uint8Array,
  count: number,
  out: Uint8ClampedArray,
  start: number,
  step: number,
): void {
  const { colorType, depth, palette, transparent } = format;
  if (colorType === colorTypes.rgba && depth === 8 && step === 1) {
    out.set(row.subarray(0, 4 * count), start);
    return;
  }
  const channels = channelsOf(colorType);
  const hasColor = colorType === colorTypes.rgb || colorType === colorTypes.rgba;
  const hasAlpha = colorType === colorTypes.greyAlpha || colorType === colorTypes.rgba;
  const [key0, key1, key2] = transparent ?? [];
  for (let x = 0, at = start; x < count; x++, at += 4 * step) {
    const first = x * channels;
    const a = sample(row, first, depth);
    if (colorType === colorTypes.palette) {
      for (let channel = 0; channel < 4; channel++) out[at + channel] = palette[4 * a + channel] ?? 0;
      continue;
    }
    const b = hasColor ? sample(row, first + 1, depth) : a;
    const c = hasColor ? sample(row, first + 2, depth) : a;
    out[at] = to8Bits(a, depth);
    out[at + 1] = to8Bits(b, depth);
    out[at + 2] = to8Bits(c, depth);
    if (hasAlpha) out[at + 3] = to8Bits(sample(row, first + channels - 1, depth), depth);
    else out[at + 3] = a === key0 && (!hasColor || (b === key1 && c === key2)) ? 0 : 255;
  }
}

function sample(row: Uint8Array, index: number, depth: number): number {
  if (depth === 8) return row[index] ?? 0;
  if (depth === 16) return ((row[2 * index] ?? 0) << 8) | (row[2 * index + 1] ?? 0);
  const bit = index * depth;
  return ((row[bit >> 3] ?? 0) >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
}

function to8Bits(value: number, depth: number): number {
  if (depth === 8) return value;
  return depth === 16 ? (value * 255 + 32895) >>> 16 : (value * 255) / ((1 << depth) - 1);
}
