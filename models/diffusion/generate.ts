import { CodedError } from '../../messages/errors';
import { Denoiser, type LatentShape } from './denoiser';
import type { Graph } from '../runtime/graph';
import type { NoiseSource } from './noise';
import { planDenoising, type PlanOptions } from './plan';
import { sampleLatents, type SampledStep, type Start } from './sample';
import type { SchedulerConfig } from './scheduler-config';
import type { Conditioning } from './text-encoder';
import { decodeLatents, encodePicture, pictureOfPixels, pixelsOfPicture, type Picture, type VaeTile } from './vae';

/** The parts of a checkpoint. A graph is there to be run until the next one is asked for. */
export interface Checkpoint {
  /** What the denoiser is told about each prompt. */
  encode(prompts: readonly string[]): Promise<readonly Conditioning[]>;
  /** @param prompts how many it is run for at once */
  denoiser(prompts: number): Promise<Graph>;
  /** Missing where latents are the picture itself, its values from −1 to 1. */
  vaeDecoder: (() => Promise<Graph>) | undefined;
  /** Missing where a checkpoint makes pictures from words alone, and where latents are the picture itself. */
  vaeEncoder: (() => Promise<Graph>) | undefined;
  /** Latents are a picture's, as the VAE encodes it, times this. */
  scalingFactor: number;
  latentChannels: number;
  /** Pixels for each latent, in each direction. */
  latentScale: number;
}

/** What to make. */
export interface Generation {
  prompt: string;
  /** What guidance leads away from; where missing, nothing is guided. */
  negativePrompt?: string | undefined;
  /** In pixels, multiples of the checkpoint's `latentScale`. */
  width: number;
  height: number;
  steps: number;
  /** Classifier-free guidance scale; 1 and below is none, and the negative prompt then does nothing. */
  guidanceScale: number;
  /** Guides with one run of the denoiser after the other, where memory is too short for both at once. */
  guidesInTurn?: boolean;
  /** Latents of a tile in which the VAE sees the picture, where memory is too short for the whole. */
  vaeTile?: number | undefined;
  scheduler: SchedulerConfig;
  plan?: Omit<PlanOptions, 'strength'>;
  noise: NoiseSource;
  /** A picture to begin from, of the size to make. */
  from?: {
    picture: Picture;
    /** From 0 to 1: how much of it is made anew. */
    strength: number;
    /** [height, width], 0 to 1: from a half on a pixel is made anew, else it is kept. Missing: all is. */
    mask?: Float32Array | undefined;
  };
  /** Told how many steps there will be, right before the first. */
  onBegin?: (steps: number) => void;
  onStep?: (step: SampledStep & { shape: LatentShape; steps: number }) => void | Promise<void>;
}

/**
 * Text to picture, picture to picture, and repainting under a mask by re-imposing known latents: as diffusers'
 * pipelines of Stable Diffusion and SDXL do it.
 *
 * @throws CodedError `options-invalid` for a size that does not fit, or a picture where the checkpoint has no encoder;
 *   `strength-too-low`, `scheduler-unsupported`, `model-failed`; `not-finite`, also of a picture that is black throughout; the signal's reason when it is aborted
 */
export async function generate(signal: AbortSignal, checkpoint: Checkpoint, generation: Generation): Promise<Picture> {
  const { width, height, steps, guidanceScale, from, onBegin, onStep } = generation;
  const shape = latentShape(checkpoint, width, height);
  const vaeTile = generation.vaeTile === undefined ? undefined : { side: generation.vaeTile, scale: checkpoint.latentScale };
  const plan = planDenoising(generation.scheduler, steps, { ...generation.plan, strength: from?.strength ?? 1 });

  const against = guidanceScale > 1 ? generation.negativePrompt : undefined;
  const [prompt, negative] = await checkpoint.encode([generation.prompt, ...(against === undefined ? [] : [against])]);
  if (!prompt) throw new Error('every prompt is read');
  signal.throwIfAborted();

  const start = from && (await startFrom(checkpoint, from, shape, vaeTile));
  signal.throwIfAborted();
  const atOnce = negative && !generation.guidesInTurn ? 2 : 1;
  const denoiser = new Denoiser(await checkpoint.denoiser(atOnce), shape, { width, height }, !generation.guidesInTurn);
  onBegin?.(plan.steps.length);
  const data = await sampleLatents(signal, {
    plan,
    denoiser,
    guidance: { prompt, negative, scale: guidanceScale },
    noise: generation.noise,
    count: shape.channels * shape.height * shape.width,
    start,
    onStep: onStep && ((step) => onStep({ ...step, shape, steps: plan.steps.length })),
  });
  signal.throwIfAborted();
  const latents = { data, shape };
  const { vaeDecoder, scalingFactor } = checkpoint;
  const picture = vaeDecoder ? await decodeLatents(await vaeDecoder(), latents, scalingFactor, vaeTile) : pictureOfPixels(latents);
  // Numbers that overflow may end as black as well as in none. What began black may stay so.
  if (isBlack(picture) && !(from && isBlack(from.picture))) throw new CodedError('not-finite', 'black throughout');
  return picture;
}

/** Whether no value of a picture would be seen in 8 bits. */
function isBlack({ data }: Picture): boolean {
  return data.every((value) => value < 0.5 / 255);
}

function latentShape({ latentChannels, latentScale }: Checkpoint, width: number, height: number): LatentShape {
  if (width % latentScale !== 0 || height % latentScale !== 0 || width <= 0 || height <= 0) {
    throw new CodedError('options-invalid', `${width} × ${height} is no multiple of ${latentScale}`);
  }
  return { channels: latentChannels, height: height / latentScale, width: width / latentScale };
}

async function startFrom(
  { vaeDecoder, vaeEncoder, scalingFactor, latentScale }: Checkpoint,
  { picture, strength, mask }: NonNullable<Generation['from']>,
  shape: LatentShape,
  vaeTile: VaeTile | undefined,
): Promise<Start> {
  if (picture.width !== shape.width * latentScale || picture.height !== shape.height * latentScale) {
    throw new CodedError('options-invalid', `a picture of ${picture.width} × ${picture.height}`);
  }
  if (vaeDecoder && !vaeEncoder) throw new CodedError('options-invalid', 'the checkpoint has no encoder for pictures');
  const latents = vaeEncoder ? await encodePicture(await vaeEncoder(), picture, scalingFactor, vaeTile) : pixelsOfPicture(picture);
  if (latents.data.length !== shape.channels * shape.height * shape.width) {
    throw new CodedError('model-failed', `latents of ${latents.shape.width} × ${latents.shape.height}`);
  }
  return {
    clean: latents.data,
    mask: mask && latentMask(mask, shape, latentScale),
    // Repainting all of what is under the mask leaves nothing of the picture there.
    fromNoise: mask !== undefined && strength === 1,
  };
}

/** A pixel mask at the size of the latents: nearest neighbour, which for a whole factor is the upper left pixel. */
export function latentMask(mask: Float32Array, { width, height }: LatentShape, scale: number): Float32Array {
  const result = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = mask[y * scale * width * scale + x * scale] ?? 0;
      result[y * width + x] = value >= 0.5 ? 1 : 0;
    }
  }
  return result;
}
