import { addNoise, cleanEstimate, guide, nextLatents, scaleInput } from './apply-step';
import type { Denoiser } from './denoiser';
import type { DenoisingPlan, DenoisingStep } from './denoising';
import type { NoiseSource } from './noise';
import type { Conditioning } from './text-encoder';
import { requireFinite } from './vae';

/** What the latents are to become. */
export interface Guidance {
  prompt: Conditioning;
  /** What guidance leads away from; needed where `scale` is above 1. */
  negative: Conditioning | undefined;
  /** Classifier-free guidance scale: 1 and below is none. */
  scale: number;
}

/** Latents that a run begins from, and those of them that it has to keep. */
export interface Start {
  /** Of the picture, [channels, height, width], in the denoiser's scale. */
  clean: Float32Array;
  /** For every latent place [height, width]: 1 is made anew, 0 is kept. All is made anew without it. */
  mask?: Float32Array | undefined;
  /** Whether the first latents are noise alone, and the picture is only what is kept. */
  fromNoise: boolean;
}

/** A step that was done. */
export interface SampledStep {
  index: number;
  latents: Float32Array;
  /** Estimate of where the run will end: what a preview shows. Valid until the next step. */
  clean: Float32Array;
}

/** What tells noise from picture: a denoiser, or another network that is asked as one. */
export type Predictor = Pick<Denoiser, 'name' | 'isToldGuidance' | 'predict'>;

export interface SampleOptions {
  plan: DenoisingPlan;
  denoiser: Predictor;
  guidance: Guidance;
  noise: NoiseSource;
  /** Numbers of one picture's latents. */
  count: number;
  start?: Start | undefined;
  /** Told after every step, before the signal is looked at. */
  onStep?: ((step: SampledStep) => void | Promise<void>) | undefined;
}

/**
 * Denoises: from noise alone, or from a picture's latents as far as they were noised, keeping what a mask says.
 *
 * Noise is drawn first for the start, then for each step that wants some, in this order.
 *
 * @returns the final latents, [channels, height, width]
 * @throws CodedError `not-finite`, `model-failed`; the signal's reason when it is aborted, looked at before each step
 */
export async function sampleLatents(signal: AbortSignal, options: SampleOptions): Promise<Float32Array> {
  const { plan, denoiser, guidance, noise, count, start, onStep } = options;
  const startNoise = noise.normal(count);
  let latents = firstLatents(plan, startNoise, start);
  let previousClean: Float32Array | undefined;
  for (const [index, step] of plan.steps.entries()) {
    signal.throwIfAborted();
    const output = await predict(denoiser, guidance, latents, step);
    requireFinite(output, denoiser.name);
    const clean = cleanEstimate(latents, output, step.clean);
    const fresh = step.next.noise === 0 ? undefined : noise.normal(count);
    latents = nextLatents(
      { latents, output, ...(previousClean && { previousClean }), ...(fresh && { noise: fresh }) },
      step.next,
    );
    if (start?.mask) keepOutside(start.mask, latents, keptAt(plan, index, start.clean, startNoise));
    previousClean = clean;
    await onStep?.({ index, latents, clean });
  }
  return latents;
}

async function predict(
  denoiser: Predictor,
  { prompt, negative, scale }: Guidance,
  latents: Float32Array,
  { inputScale, timestep }: DenoisingStep,
): Promise<Float32Array> {
  const input = { latents: scaleInput(latents, inputScale), timestep, guidanceScale: scale };
  const isGuided = scale > 1 && negative !== undefined && !denoiser.isToldGuidance;
  const outputs = await denoiser.predict({ ...input, prompts: isGuided ? [negative, prompt] : [prompt] });
  const [first, second] = outputs;
  if (!first) throw new Error('a denoiser answers every prompt');
  return second ? guide(first, second, scale) : first;
}

function firstLatents({ initialNoise, steps }: DenoisingPlan, noise: Float32Array, start: Start | undefined): Float32Array {
  if (!start || start.fromNoise) return scaleInput(noise, initialNoise);
  return addNoise(start.clean, noise, steps[0]?.level ?? { signal: 1, noise: 0 });
}

/** What is to be kept, noised as the next step expects it; after the last step as it is. */
function keptAt({ steps }: DenoisingPlan, index: number, clean: Float32Array, noise: Float32Array): Float32Array {
  const next = steps[index + 1];
  return next ? addNoise(clean, noise, next.level) : clean;
}

/** Blends `kept` into `latents` where the mask says so; the mask holds for every channel. */
function keepOutside(mask: Float32Array, latents: Float32Array, kept: Float32Array): void {
  for (let index = 0; index < latents.length; index++) {
    const made = mask[index % mask.length] ?? 1;
    latents[index] = made * (latents[index] ?? 0) + (1 - made) * (kept[index] ?? 0);
  }
}
