import type { DenoisingPlan, NoiseLevel, PlanRequest } from '../denoising';
import { noiseSchedule } from '../noise-schedule';
import { at, roundHalfEven } from '../numpy';
import { cleanOf, deterministicNext } from '../prediction';
import type { ConfigOf } from '../scheduler-config';
import { checkTimesteps, spacedTimesteps } from '../timesteps';

/**
 * DDIM with η = 0 (Song et al. 2020, equation 12). A step leads to the timestep a whole stride before its own,
 * which need not be the one that the next step is told.
 */
export function planDdim(config: ConfigOf<'DDIMScheduler'>, { steps, start }: PlanRequest): DenoisingPlan {
  const { alphasCumprod } = noiseSchedule(config);
  const training = config.num_train_timesteps;
  const timesteps = spacedTimesteps(config.timestep_spacing, steps, training, config.steps_offset).map(roundHalfEven);
  checkTimesteps(timesteps, training);
  const stride = Math.floor(training / steps);
  const end = config.set_alpha_to_one ? 1 : at(alphasCumprod, 0);
  const after = (timestep: number): NoiseLevel =>
    alphaLevel(timestep < stride ? end : at(alphasCumprod, timestep - stride));
  return {
    initialNoise: 1,
    steps: timesteps.slice(start).map((timestep) => {
      const level = alphaLevel(at(alphasCumprod, timestep));
      return {
        timestep,
        level,
        inputScale: 1,
        clean: cleanOf(config.prediction_type, level),
        next: deterministicNext(config.prediction_type, level, after(timestep)),
      };
    }),
    final: after(at(timesteps, steps - 1)),
  };
}

/** Latents whose variance stays 1: √ᾱ·clean + √(1−ᾱ)·ε. */
export function alphaLevel(alphaCumprod: number): NoiseLevel {
  return { signal: Math.sqrt(alphaCumprod), noise: Math.sqrt(1 - alphaCumprod) };
}
