import {
  alphaToPlanes,
  bleedColor,
  bleedRadius,
  toPlanes,
  uniformAlpha,
} from '../../images/planes';
import type { PixelSource } from '../../images/pixel-source';
import { readRegion } from '../../images/read-region';
import { type Size, wholeOf } from '../../images/rectangle';
import { release } from '../../images/release';
import { planTiles, readPadded, type Rectangle, type Tile } from '../../images/tiles';
import type { ImageTensor, LoadedModel } from '../runtime/session';
import type { TaskContext } from './task';

/**
 * Runs an image model over a picture of any size, tile by tile from the top, and writes the result
 * row of tiles by row of tiles. Alpha is kept: enlarged by the same model where it varies, copied
 * where the size stays.
 *
 * @param strength how much of the model's correction is applied, 0–1; only for models of scale 1.
 */
export async function runTiled(
  signal: AbortSignal,
  input: PixelSource,
  loaded: LoadedModel,
  context: Pick<TaskContext, 'tileSize' | 'createSink' | 'progress' | 'preview'>,
  strength = 1,
): Promise<void> {
  const { scale, multiple, receptiveRadius } = loaded.model;
  const alpha = input.mayHaveAlpha;
  const grid = planTiles(input.width, input.height, {
    size: Math.min(context.tileSize, loaded.model.tileSize ?? Infinity),
    halo: receptiveRadius + (alpha ? bleedRadius : 0),
    multiple,
  });
  const width = input.width * scale;
  const height = input.height * scale;
  const sink = context.createSink({ width, height }, { alpha });
  const total = grid.rows.reduce((sum, row) => sum + row.length, 0);
  const tallest = Math.max(...grid.rows.map((row) => row[0]?.core.height ?? 0));
  // One band for all rows: what is thrown away by the megabyte is collected late.
  const memory = new Uint8ClampedArray(width * Math.min(height, tallest * scale) * 4);
  const planes = new Float32Array(3 * windowArea(grid.rows));
  let done = 0;
  context.progress(done, total);
  const model = loaded.hold ? { model: loaded.model, run: await loaded.hold(measurable(input, grid, multiple)) } : loaded;
  for (const row of grid.rows) {
    const first = row[0];
    if (!first) continue;
    const top = first.core.y * scale;
    const rows = Math.min(first.core.height * scale, height - top);
    const band = memory.subarray(0, width * rows * 4);
    for (const tile of row) {
      signal.throwIfAborted();
      const part = await runTile(input, model, tile, strength, planes);
      const area = {
        x: tile.core.x * scale,
        y: top,
        width: Math.min(tile.core.width * scale, width - tile.core.x * scale),
        height: rows,
      };
      place(part, tile, scale, band, width, area);
      release(part.color.data);
      if (typeof part.alpha !== 'number') release(part.alpha.data);
      context.preview(area, (x, y) => ((y - top) * width + x) * 4, band);
      context.progress(++done, total);
    }
    await sink.write(band);
  }
}

/** Pixels up to which a picture is measured as it is: what a tile with its surroundings may have. */
const measuredPixels = 640 * 640;

/** The picture as a network that normalises by all of it gets to see it: as tiles would, or smaller. */
function measurable(input: PixelSource, { width, height }: Size, multiple: number): ImageTensor {
  if (width * height <= measuredPixels) {
    const pixels = readPadded(input, { x: 0, y: 0, width, height });
    if (input.mayHaveAlpha) bleedColor(pixels, width, height);
    return { data: toPlanes(pixels, width, height), width, height };
  }
  const ratio = Math.sqrt(measuredPixels / (width * height));
  const side = (length: number): number => Math.max(1, Math.round((length * ratio) / multiple)) * multiple;
  const size = { width: side(width), height: side(height) };
  return { data: readRegion(input, { window: wholeOf(input), ...size }), ...size };
}

/** Pixels of a tile's window; all windows have the same size. */
function windowArea(rows: readonly (readonly Tile[])[]): number {
  const window = rows[0]?.[0]?.window;
  return window ? window.width * window.height : 0;
}

interface TileResult {
  color: ImageTensor;
  /** First of three equal planes, 0–1; or the value, 0–255, that the whole window has. */
  alpha: ImageTensor | number;
}

async function runTile(
  input: PixelSource,
  loaded: Pick<LoadedModel, 'model' | 'run'>,
  { window }: Tile,
  strength: number,
  planes: Float32Array<ArrayBuffer>,
): Promise<TileResult> {
  const { width, height } = window;
  const pixels = readPadded(input, window);
  const same = input.mayHaveAlpha ? uniformAlpha(pixels) : 255;
  const alphaPlanes = same === undefined ? alphaToPlanes(pixels, width, height) : undefined;
  if (same === undefined) bleedColor(pixels, width, height);
  toPlanes(pixels, width, height, planes);
  release(pixels);
  // What is fully transparent throughout has no colour worth computing.
  const color =
    same === 0
      ? blank(width * loaded.model.scale, height * loaded.model.scale)
      : await loaded.run({ data: planes, width, height });
  if (strength < 1) mix(color.data, planes, strength);
  if (alphaPlanes === undefined) return { color, alpha: same ?? 255 };
  const alpha = { data: alphaPlanes, width, height };
  return { color, alpha: loaded.model.scale === 1 ? alpha : await loaded.run(alpha) };
}

function blank(width: number, height: number): ImageTensor {
  return { data: new Float32Array(3 * width * height), width, height };
}

/** Moves `values` back towards `original`: `original + strength · (values − original)`, in place. */
function mix(values: Float32Array, original: Float32Array, strength: number): void {
  for (let i = 0; i < values.length; i++) {
    const base = original[i] ?? 0;
    values[i] = base + strength * ((values[i] ?? 0) - base);
  }
}

/** Copies a tile's core out of its window's result into the band; clamping and rounding by the array. */
function place(
  { color, alpha }: TileResult,
  { core, window }: Tile,
  scale: number,
  band: Uint8ClampedArray,
  bandWidth: number,
  area: Rectangle,
): void {
  const plane = color.width * color.height;
  const left = (core.x - window.x) * scale;
  const upper = (core.y - window.y) * scale;
  const { data } = color;
  for (let y = 0; y < area.height; y++) {
    let from = (upper + y) * color.width + left;
    let to = (y * bandWidth + area.x) * 4;
    for (let x = 0; x < area.width; x++, from++, to += 4) {
      band[to] = (data[from] ?? 0) * 255;
      band[to + 1] = (data[plane + from] ?? 0) * 255;
      band[to + 2] = (data[2 * plane + from] ?? 0) * 255;
      band[to + 3] = typeof alpha === 'number' ? alpha : (alpha.data[from] ?? 0) * 255;
    }
  }
}
