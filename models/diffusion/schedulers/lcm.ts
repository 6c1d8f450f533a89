import { CodedError } from '../../../messages/errors';
import type { DenoisingPlan, PlanRequest } from '../denoising';
import { noiseSchedule } from '../noise-schedule';
import { at } from '../numpy';
import { cleanOf } from '../prediction';
import { unsupported, type ConfigOf } from '../scheduler-config';
import { alphaLevel } from './ddim';

type Config = ConfigOf<'LCMScheduler'>;

/**
 * Multistep consistency sampling (Luo et al. 2023, algorithm 3): each step jumps to a clean estimate, and fresh
 * noise leads back to the level of the next one; the last step ends clean.
 *
 * `share`, above 0 and at most 1, is how much of the distillation's own timesteps the run uses, from the
 * cleanest on. Errors: `steps-too-many` where these are fewer than the steps.
 */
export function planLcm(config: Config, { steps, start }: PlanRequest, share: number): DenoisingPlan {
  const { alphasCumprod } = noiseSchedule(config);
  const timesteps = lcmTimesteps(config, steps, share);
  const levels = timesteps.map((timestep) => alphaLevel(at(alphasCumprod, timestep)));
  return {
    initialNoise: 1,
    steps: timesteps.slice(start).map((timestep, index) => {
      const level = at(levels, start + index);
      const { skip, out } = boundaryScalings(config.timestep_scaling * timestep);
      const estimate = cleanOf(config.prediction_type, level);
      const clean = { latents: out * estimate.latents + skip, output: out * estimate.output };
      const to = levels[start + index + 1] ?? { signal: 1, noise: 0 };
      return {
        timestep,
        level,
        inputScale: 1,
        clean,
        next: {
          latents: to.signal * clean.latents,
          output: to.signal * clean.output,
          previousClean: 0,
          noise: to.noise,
        },
      };
    }),
    final: { signal: 1, noise: 0 },
  };
}

/**
 * The timesteps of distillation, `original_inference_steps` of them evenly over the training, of which as many
 * as there are steps are taken, evenly by their place.
 */
function lcmTimesteps(config: Config, steps: number, share: number): number[] {
  const stride = Math.floor(config.num_train_timesteps / config.original_inference_steps);
  const count = Math.floor(config.original_inference_steps * share);
  if (stride < 1) throw unsupported('original_inference_steps', config.original_inference_steps);
  if (count < steps) throw new CodedError('steps-too-many', `${steps} steps of ${count}`);
  return Array.from({ length: steps }, (_, index) => {
    const place = count - Math.floor(index * (count / steps));
    return place * stride - 1;
  });
}

/** How much of the latents and of the estimate a consistency model's output is (equation 9), with σ_data = 0.5. */
function boundaryScalings(scaledTimestep: number): { skip: number; out: number } {
  const length = Math.hypot(scaledTimestep, 0.5);
  return { skip: (0.5 / length) ** 2, out: scaledTimestep / length };
}
