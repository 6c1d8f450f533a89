import type { PixelSource } from './pixel-source';

export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** One tile: what it contributes to the result, and the wider part that the model has to see for it. */
export interface Tile {
  core: Rectangle;
  window: Rectangle;
}

export interface TileGrid {
  /** Size rounded up to what the model accepts; the part beyond the picture repeats its edge. */
  width: number;
  height: number;
  /** Tiles row by row, all rows of the same length. */
  rows: Tile[][];
}

export interface TileOptions {
  /** Largest side of a core. */
  size: number;
  /** Context around the core, at least the radius of the model's receptive field. */
  halo: number;
  /** Every window's position and size are multiples of this. */
  multiple: number;
}

const ceilTo = (value: number, multiple: number) => Math.ceil(value / multiple) * multiple;

/** Splits one dimension into cores of nearly the same length, each a multiple of `multiple`. */
function split(length: number, size: number, multiple: number): { start: number; length: number }[] {
  const count = Math.ceil(length / size);
  const step = ceilTo(length / count, multiple);
  const parts = [];
  for (let start = 0; start < length; start += step) {
    parts.push({ start, length: Math.min(step, length - start) });
  }
  return parts;
}

/** Where the window of a core lies in one dimension: whole context inside the picture, never beyond it. */
function windowOf(start: number, length: number, total: number, span: number, halo: number) {
  const windowLength = Math.min(total, span + 2 * halo);
  const windowStart = Math.max(0, Math.min(start - halo, total - windowLength));
  return { windowStart, windowLength: Math.max(windowLength, start + length - windowStart) };
}

/**
 * Tiles of a picture of `width` × `height` pixels. All windows have the same size, so that a model
 * is prepared for one shape only. The halo ends at the picture's edge, where the model pads as it
 * would for the whole picture: a model that sees no further than `halo` gives the same result tiled
 * as untiled.
 */
export function planTiles(width: number, height: number, options: TileOptions): TileGrid {
  const { multiple } = options;
  const size = ceilTo(options.size, multiple);
  const halo = ceilTo(options.halo, multiple);
  const paddedWidth = ceilTo(width, multiple);
  const paddedHeight = ceilTo(height, multiple);
  const columns = split(paddedWidth, size, multiple);
  const lines = split(paddedHeight, size, multiple);
  const spanX = columns[0]?.length ?? 0;
  const spanY = lines[0]?.length ?? 0;
  const rows = lines.map((line) => {
    const vertical = windowOf(line.start, line.length, paddedHeight, spanY, halo);
    return columns.map((column): Tile => {
      const horizontal = windowOf(column.start, column.length, paddedWidth, spanX, halo);
      return {
        core: { x: column.start, y: line.start, width: column.length, height: line.length },
        window: {
          x: horizontal.windowStart,
          y: vertical.windowStart,
          width: horizontal.windowLength,
          height: vertical.windowLength,
        },
      };
    });
  });
  return { width: paddedWidth, height: paddedHeight, rows };
}

/**
 * Reads a window that may reach beyond the right and lower edge, where the last pixel is repeated.
 *
 * @returns RGBA, 8 bits, `area.width · area.height · 4` bytes.
 */
export function readPadded(source: PixelSource, area: Rectangle): Uint8ClampedArray {
  const width = Math.min(area.width, source.width - area.x);
  const height = Math.min(area.height, source.height - area.y);
  const inside = source.read(area.x, area.y, width, height);
  if (width === area.width && height === area.height) return inside;
  const out = new Uint8ClampedArray(area.width * area.height * 4);
  for (let y = 0; y < area.height; y++) {
    const from = Math.min(y, height - 1) * width * 4;
    const to = y * area.width * 4;
    out.set(inside.subarray(from, from + width * 4), to);
    const last = inside.subarray(from + (width - 1) * 4, from + width * 4);
    for (let x = width; x < area.width; x++) out.set(last, to + x * 4);
  }
  return out;
}
