import { generate, type Checkpoint } from '../../models/diffusion/generate';
import { RecordedNoise } from '../../models/diffusion/noise';
import { planDenoising } from '../../models/diffusion/plan';
import { readSchedulerConfig } from '../../models/diffusion/scheduler-config';
import type { Picture } from '../../models/diffusion/vae';
import type { ConformanceCase } from './conformance-case';

/** How far a run is from the recorded one: largest absolute differences. */
export interface Differences {
  latentsPerStep: number[];
  image: number;
  /** Of timesteps and sigmas together. */
  schedule: number;
}

/** What was recorded of a case, read from its files. */
export interface Recorded {
  noise: readonly Float32Array[];
  /** After every step. */
  latentsPerStep: readonly Float32Array[];
  /** [3, height, width], 0 to 1. */
  image: Float32Array;
  /** What it began from, where it began from a picture. */
  from?: { picture: Picture; mask: Float32Array | undefined };
}

/**
 * Runs a recorded case anew, with the recorded noise; in browsers as well.
 *
 * @throws CodedError what the engine throws, `scheduler-unsupported` among others
 */
export async function compareCase(recorded: ConformanceCase, checkpoint: Checkpoint, files: Recorded): Promise<Differences> {
  const { expected, width, height, steps, strength = 1 } = recorded;
  const scheduler = readSchedulerConfig(
    { ...recorded.scheduler.config, prediction_type: recorded.predictionType },
    recorded.scheduler.class_,
  );
  const plan = planDenoising(scheduler, steps, { strength });
  const schedule = Math.max(
    largestDifference(plan.steps.map(({ timestep }) => timestep), expected.timesteps),
    expected.sigmas && plan.sigmas ? largestDifference(plan.sigmas, expected.sigmas) : 0,
  );
  const latentsPerStep: number[] = [];
  const result = await generate(new AbortController().signal, checkpoint, {
    prompt: recorded.prompt,
    negativePrompt: recorded.negativePrompt,
    width,
    height,
    steps,
    guidanceScale: recorded.guidanceScale,
    scheduler,
    noise: new RecordedNoise(files.noise),
    ...(files.from ? { from: { ...files.from, strength } } : {}),
    onStep({ index, latents }) {
      const wanted = files.latentsPerStep[index];
      latentsPerStep.push(wanted ? largestDifference(latents, wanted) : Infinity);
    },
  });
  if (latentsPerStep.length !== files.latentsPerStep.length) latentsPerStep.push(Infinity);
  return { latentsPerStep, image: largestDifference(result.data, files.image), schedule };
}

/** Lists of different lengths, or with a number that is none, are infinitely far from each other. */
export function largestDifference(ours: ArrayLike<number>, theirs: ArrayLike<number>): number {
  if (ours.length !== theirs.length) return Infinity;
  let largest = 0;
  for (let index = 0; index < ours.length; index++) {
    const difference = Math.abs((ours[index] ?? NaN) - (theirs[index] ?? NaN));
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Infinity : difference;
  }
  return largest;
}
