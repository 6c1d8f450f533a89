import { at, interpolate, linspace, torchLinspace } from './numpy';
import { unsupported, type ConfigOf, type SchedulerConfig } from './scheduler-config';

/** How much noise a denoiser was trained with at each of its timesteps, from the least on. */
export interface NoiseSchedule {
  /** ᾱ: what remains of the picture's variance, Π(1−β). */
  alphasCumprod: Float32Array;
  /** σ = √((1−ᾱ)/ᾱ): noise over signal. */
  sigmas: Float32Array;
}

export type TrainedConfig = Exclude<SchedulerConfig, ConfigOf<'FlowMatchEulerDiscreteScheduler'>>;

/**
 * The schedule of a configuration; in float32 wherever diffusers rounds to it.
 * Errors: `scheduler-unsupported` where no signal or no noise is left at some timestep.
 */
export function noiseSchedule(config: TrainedConfig): NoiseSchedule {
  let product = 1;
  const alphasCumprod = Float32Array.from(betas(config), (beta) => (product *= Math.fround(1 - beta)));
  const sigmas = alphasCumprod.map((alpha) => Math.sqrt(Math.fround(Math.fround(1 - alpha) / alpha)));
  if (!sigmas.every((sigma) => sigma > 0 && sigma < Infinity)) {
    throw unsupported('beta_start, beta_end', [config.beta_start, config.beta_end]);
  }
  return { alphasCumprod, sigmas };
}

/** β per timestep, as float32. */
function betas(config: TrainedConfig): Float32Array {
  const { beta_start: start, beta_end: end, num_train_timesteps: count } = config;
  switch (config.beta_schedule) {
    case 'linear':
      return torchLinspace(start, end, count);
    case 'scaled_linear':
      return torchLinspace(Math.sqrt(start), Math.sqrt(end), count).map((root) => root * root);
    case 'squaredcos_cap_v2':
      return Float32Array.from({ length: count }, (_, index) =>
        Math.min(1 - cosineAlpha((index + 1) / count) / cosineAlpha(index / count), 0.999),
      );
  }
}

/** ᾱ at a share of the training's timesteps, of the cosine schedule (Nichol and Dhariwal 2021, equation 17). */
function cosineAlpha(share: number): number {
  return Math.cos((((share + 0.008) / 1.008) * Math.PI) / 2) ** 2;
}

/** σ at a timestep that may lie between two. */
export function sigmaAt({ sigmas }: NoiseSchedule, timestep: number): number {
  return interpolate(sigmas, timestep);
}

/** The timestep, mostly a fraction, at which training had this σ: interpolated in ln σ. */
export function timestepOf({ sigmas }: NoiseSchedule, sigma: number): number {
  const logs = sigmas.map(Math.log);
  const log = Math.log(Math.max(sigma, 1e-10));
  const low = Math.min(Math.max(logs.findLastIndex((value) => value <= log), 0), logs.length - 2);
  const share = (at(logs, low) - log) / Math.fround(at(logs, low) - at(logs, low + 1));
  const clipped = Math.min(Math.max(share, 0), 1);
  return (1 - clipped) * low + clipped * (low + 1);
}

/** σ from the largest to the smallest as Karras et al. 2022 space them (equation 5, ρ = 7). */
export function karrasSigmas(largest: number, smallest: number, count: number): number[] {
  const from = largest ** (1 / 7);
  const to = smallest ** (1 / 7);
  return linspace(0, 1, count).map((share) => (from + share * (to - from)) ** 7);
}
