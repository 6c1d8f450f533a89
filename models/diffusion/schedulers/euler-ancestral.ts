import type { DenoisingPlan, PlanRequest } from '../denoising';
import { noiseSchedule, sigmaAt } from '../noise-schedule';
import { at } from '../numpy';
import { cleanOf, deterministicNext } from '../prediction';
import type { ConfigOf } from '../scheduler-config';
import { checkTimesteps, spacedTimesteps } from '../timesteps';
import { eulerInitialNoise, eulerInputScale, sigmaLevel } from './euler';

/** Euler's method that goes below the next σ and comes back up with fresh noise, as in k-diffusion's `sample_euler_ancestral`. */
export function planEulerAncestral(
  config: ConfigOf<'EulerAncestralDiscreteScheduler'>,
  { steps, start }: PlanRequest,
): DenoisingPlan {
  const schedule = noiseSchedule(config);
  const training = config.num_train_timesteps;
  const timesteps = spacedTimesteps(config.timestep_spacing, steps, training, config.steps_offset).map(Math.fround);
  checkTimesteps(timesteps, training);
  const sigmas = [...timesteps.map((timestep) => Math.fround(sigmaAt(schedule, timestep))), 0];
  return {
    initialNoise: eulerInitialNoise(config.timestep_spacing, sigmas),
    sigmas,
    steps: timesteps.slice(start).map((timestep, index) => {
      const from = at(sigmas, start + index);
      const to = at(sigmas, start + index + 1);
      const up = (to * Math.sqrt(from ** 2 - to ** 2)) / from;
      const down = Math.sqrt(to ** 2 - up ** 2);
      const level = sigmaLevel(from);
      return {
        timestep,
        level,
        inputScale: eulerInputScale(level),
        clean: cleanOf(config.prediction_type, level),
        next: { ...deterministicNext(config.prediction_type, level, sigmaLevel(down)), noise: up },
      };
    }),
    final: sigmaLevel(0),
  };
}
