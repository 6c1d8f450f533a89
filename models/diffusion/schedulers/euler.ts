import type { DenoisingPlan, NoiseLevel, PlanRequest } from '../denoising';
import { karrasSigmas, noiseSchedule, sigmaAt, timestepOf } from '../noise-schedule';
import { at } from '../numpy';
import { cleanOf, deterministicNext } from '../prediction';
import { unsupported, type ConfigOf } from '../scheduler-config';
import { checkTimesteps, falls, spacedTimesteps } from '../timesteps';

type Config = ConfigOf<'EulerDiscreteScheduler'>;

/**
 * Euler's method along dx/dσ = ε (Karras et al. 2022, algorithm 2 without churn). Latents are clean + σ·ε, so
 * the denoiser, which knows latents of variance 1, sees them divided by √(σ²+1).
 */
export function planEuler(config: Config, { steps, start }: PlanRequest): DenoisingPlan {
  const { timesteps, sigmas } = eulerSigmas(config, steps);
  return {
    initialNoise: eulerInitialNoise(config.timestep_spacing, sigmas),
    sigmas,
    steps: timesteps.slice(start).map((timestep, index) => {
      const level = sigmaLevel(at(sigmas, start + index));
      const to = sigmaLevel(at(sigmas, start + index + 1));
      return {
        timestep,
        level,
        inputScale: eulerInputScale(level),
        clean: cleanOf(config.prediction_type, level),
        next: deterministicNext(config.prediction_type, level, to),
      };
    }),
    final: sigmaLevel(at(sigmas, steps)),
  };
}

/** Latents that are clean + σ·ε. */
export function sigmaLevel(sigma: number): NoiseLevel {
  return { signal: 1, noise: sigma };
}

export function eulerInputScale({ noise }: NoiseLevel): number {
  return 1 / Math.sqrt(noise ** 2 + 1);
}

/** The schedule that leaves out the end of the training starts as if there were a picture of variance 1 below the noise. */
export function eulerInitialNoise(spacing: Config['timestep_spacing'], sigmas: readonly number[]): number {
  const largest = at(sigmas, 0);
  return spacing === 'leading' ? Math.sqrt(largest ** 2 + 1) : largest;
}

function eulerSigmas(config: Config, steps: number): { timesteps: number[]; sigmas: number[] } {
  const schedule = noiseSchedule(config);
  const training = config.num_train_timesteps;
  const spaced = spacedTimesteps(config.timestep_spacing, steps, training, config.steps_offset).map(Math.fround);
  checkTimesteps(spaced, training);
  const plain = spaced.map((timestep) => sigmaAt(schedule, timestep));
  const last = config.final_sigmas_type === 'sigma_min' ? at(schedule.sigmas, 0) : 0;
  if (!config.use_karras_sigmas) return { timesteps: spaced, sigmas: [...plain.map(Math.fround), last] };
  const karras = karrasSigmas(config.sigma_max ?? at(plain, 0), config.sigma_min ?? at(plain, steps - 1), steps);
  if (!falls(karras.map(Math.fround))) throw unsupported('sigma_max, sigma_min', [config.sigma_max, config.sigma_min]);
  return {
    timesteps: karras.map((sigma) => Math.fround(timestepOf(schedule, sigma))),
    sigmas: [...karras.map(Math.fround), last],
  };
}
