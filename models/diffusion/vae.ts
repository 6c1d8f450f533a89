import { CodedError } from '../../messages/errors';
import type { Graph } from './graph';
import type { LatentShape } from './denoiser';

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
 * @throws CodedError `model-failed` where the graph gives something else
 */
export async function encodePicture(encoder: Graph, picture: Picture, scalingFactor: number): Promise<Latents> {
  const { width, height } = picture;
  const { data: signed } = pixelsOfPicture(picture);
  const [name] = encoder.inputs.keys();
  const results = await encoder.run({ [name ?? 'sample']: { data: signed, dims: [1, 3, height, width] } });
  const output = results.get('latent_sample') ?? results.values().next().value;
  const [batch, channels = 0, down = 0, across = 0] = output?.dims ?? [];
  if (!output || batch !== 1 || output.data.length !== channels * down * across) {
    throw new CodedError('model-failed', `${encoder.name} gives [${output?.dims.join() ?? ''}]`);
  }
  const data = output.data.map((value) => value * scalingFactor);
  return { data, shape: { channels, height: down, width: across } };
}

/**
 * The picture that latents stand for.
 *
 * @throws CodedError `model-failed` where the graph gives something else; `not-finite` where a number is none, as
 *   float16 graphs give on some GPUs
 */
export async function decodeLatents(decoder: Graph, { data, shape }: Latents, scalingFactor: number): Promise<Picture> {
  const [name] = decoder.inputs.keys();
  const dims = [1, shape.channels, shape.height, shape.width];
  const unscaled = data.map((value) => value / scalingFactor);
  const results = await decoder.run({ [name ?? 'latent_sample']: { data: unscaled, dims } });
  const output = results.get('sample') ?? results.values().next().value;
  const [batch, channels, height = 0, width = 0] = output?.dims ?? [];
  if (!output || batch !== 1 || channels !== 3 || output.data.length !== 3 * height * width) {
    throw new CodedError('model-failed', `${decoder.name} gives [${output?.dims.join() ?? ''}]`);
  }
  requireFinite(output.data, decoder.name);
  return pictureOfSigned(output.data, width, height);
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
