import { CodedError } from '../../messages/errors';
import type { Graph } from '../runtime/graph';
import type { LatentShape } from './denoiser';
import { inTiles, type Planes, type TileShape } from './overlapping-tiles';

/** A picture as networks of this family take it: RGB planes [3, height, width], values from 0 to 1. */
export interface Picture {
  data: Float32Array;
  width: number;
  height: number;
}

/** Latents and how many there are of them. */
export interface Latents {
  data: Float32Array;
  shape: LatentShape;
}

/**
 * Latents of a picture: the mean of what the encoder thinks of, times the checkpoint's scaling factor.
 *
 * @param tile in latents; the whole at once where missing.
 * @throws CodedError `model-failed` where the graph gives something else
 */
export async function encodePicture(encoder: Graph, picture: Picture, scalingFactor: number, tile?: VaeTile): Promise<Latents> {
  const { data: signed, shape } = pixelsOfPicture(picture);
  const planes = await runVae(encoder, 'latent_sample', { data: signed, ...shape }, tile && pixelTile(tile));
  const { channels, height, width } = planes;
  return { data: planes.data.map((value) => value * scalingFactor), shape: { channels, height, width } };
}

/**
 * The picture that latents stand for.
 *
 * @param tile in latents; the whole at once where missing.
 * @throws CodedError `model-failed` where the graph gives something else; `not-finite` where a number is none, as
 *   float16 graphs give on some GPUs
 */
export async function decodeLatents(decoder: Graph, { data, shape }: Latents, scalingFactor: number, tile?: VaeTile): Promise<Picture> {
  const unscaled = data.map((value) => value / scalingFactor);
  const latentTile = tile && { side: tile.side, overlap: overlapOf(tile), multiple: 1 };
  const planes = await runVae(decoder, 'sample', { data: unscaled, ...shape }, latentTile);
  if (planes.channels !== 3) throw new CodedError('model-failed', `${decoder.name} gives ${planes.channels} channels`);
  requireFinite(planes.data, decoder.name);
  return pictureOfSigned(planes.data, planes.width, planes.height);
}

/**
 * How large pictures go through a VAE piece by piece. Tiles see less than the whole does: its normalisation averages over all
 * that it sees, and so colours of tiles may differ a little, which the overlap blends.
 */
export interface VaeTile {
  /** Latents of a tile, in both directions. */
  side: number;
  /** Pixels for each latent. */
  scale: number;
}

/** A quarter, as is usual: 128 pixels of a tile of 512. */
function overlapOf({ side }: VaeTile): number {
  return Math.max(1, Math.floor(side / 4));
}

function pixelTile(tile: VaeTile): TileShape {
  return { side: tile.side * tile.scale, overlap: overlapOf(tile) * tile.scale, multiple: tile.scale };
}

function runVae(graph: Graph, outputName: string, input: Planes, tile: TileShape | undefined): Promise<Planes> {
  const run = async ({ data, channels, height, width }: Planes): Promise<Planes> => {
    const [name = ''] = graph.inputs.keys();
    const results = await graph.run({ [name]: { data, dims: [1, channels, height, width] } });
    const output = results.get(outputName) ?? results.values().next().value;
    const [batch, given = 0, down = 0, across = 0] = output?.dims ?? [];
    if (!output || batch !== 1 || output.data.length !== given * down * across) {
      throw new CodedError('model-failed', `${graph.name} gives [${output?.dims.join() ?? ''}]`);
    }
    return { data: output.data, channels: given, height: down, width: across };
  };
  return tile ? inTiles(input, tile, run) : run(input);
}

/** The latents of a checkpoint without a VAE: the picture itself, its values from −1 to 1. */
export function pixelsOfPicture({ data, width, height }: Picture): Latents {
  return { data: data.map((value) => value * 2 - 1), shape: { channels: 3, height, width } };
}

/** The picture that such latents are. */
export function pictureOfPixels({ data, shape }: Latents): Picture {
  return pictureOfSigned(data, shape.width, shape.height);
}

function pictureOfSigned(data: Float32Array, width: number, height: number): Picture {
  return { data: data.map((value) => Math.min(1, Math.max(0, value / 2 + 0.5))), width, height };
}

/** @throws CodedError `not-finite` */
export function requireFinite(data: Float32Array, name: string): void {
  if (!data.every(Number.isFinite)) throw new CodedError('not-finite', name);
}
