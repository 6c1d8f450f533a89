import type { DenoisingPlan, NoiseLevel, PlanRequest } from '../denoising';
import { at, linspace } from '../numpy';
import { cleanOf, deterministicNext } from '../prediction';
import { unsupported, type ConfigOf } from '../scheduler-config';
import { falls } from '../timesteps';

type Config = ConfigOf<'FlowMatchEulerDiscreteScheduler'>;

/** What a pipeline decides about the sequence of σ. */
export interface FlowOptions {
  /**
   * Where σ comes from before it is shifted: `training` from 1 to the smallest that training had, which is already
   * shifted then (what diffusers' scheduler does by itself); `even` from 1 to 1/steps (what most pipelines hand it).
   */
  sequence?: 'training' | 'even';
  /** How far to shift; read, and needed, where the configuration says `use_dynamic_shifting`. */
  mu?: number;
}

/** Euler's method along the straight way from noise to picture (Esser et al. 2024): latents are (1−σ)·clean + σ·ε. */
export function planFlowMatchEuler(config: Config, { steps, start }: PlanRequest, options: FlowOptions): DenoisingPlan {
  const sigmas = [...flowSigmas(config, steps, options), 0];
  // So strong a shift that float32 tells no steps apart.
  if (!falls(sigmas)) throw unsupported('shift', config.use_dynamic_shifting ? options.mu : config.shift);
  return {
    initialNoise: 1,
    sigmas,
    steps: sigmas.slice(start, steps).map((sigma, index) => {
      const level = flowLevel(sigma);
      return {
        timestep: Math.fround(sigma * config.num_train_timesteps),
        level,
        inputScale: 1,
        clean: cleanOf('flow_prediction', level),
        next: deterministicNext('flow_prediction', level, flowLevel(at(sigmas, start + index + 1))),
      };
    }),
    final: flowLevel(0),
  };
}

function flowLevel(sigma: number): NoiseLevel {
  return { signal: 1 - sigma, noise: sigma };
}

function flowSigmas(config: Config, steps: number, { sequence = 'training', mu }: FlowOptions): number[] {
  const shift = shiftOf(config, mu);
  const training = config.num_train_timesteps;
  if (sequence === 'even') return linspace(1, 1 / steps, steps).map((sigma) => Math.fround(shift(Math.fround(sigma))));
  const smallest = Math.fround(config.use_dynamic_shifting ? 1 / training : shift(1 / training));
  return linspace(training, training * smallest, steps).map((timestep) => Math.fround(shift(timestep / training)));
}

function shiftOf(config: Config, mu: number | undefined): (sigma: number) => number {
  if (!config.use_dynamic_shifting) return (sigma) => (config.shift * sigma) / (1 + (config.shift - 1) * sigma);
  const factor = mu === undefined ? NaN : config.time_shift_type === 'exponential' ? Math.exp(mu) : mu;
  if (!(factor > 0 && factor < Infinity)) throw unsupported('use_dynamic_shifting with mu', mu);
  return (sigma) => factor / (factor + 1 / sigma - 1);
}
