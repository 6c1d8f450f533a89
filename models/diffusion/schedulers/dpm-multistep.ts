import type { DenoisingPlan, DenoisingStep, NoiseLevel, PlanRequest } from '../denoising';
import { karrasSigmas, noiseSchedule, sigmaAt, timestepOf, type NoiseSchedule } from '../noise-schedule';
import { at, linspace, roundHalfEven } from '../numpy';
import { cleanOf, deterministicNext } from '../prediction';
import { unsupported, type ConfigOf } from '../scheduler-config';
import { checkTimesteps, leadingTimesteps, trailingTimesteps } from '../timesteps';

type Config = ConfigOf<'DPMSolverMultistepScheduler'>;

/**
 * DPM-Solver++ of first or second order, multistep, midpoint (Lu et al. 2022b, algorithm 2). The first step that is
 * run has no estimate before it and is of first order, wherever it starts.
 */
export function planDpmMultistep(config: Config, { steps, start }: PlanRequest): DenoisingPlan {
  const { timesteps, sigmas } = dpmSigmas(config, steps);
  const levels = sigmas.map(varianceLevel);
  const endsLower =
    config.euler_at_final || (config.lower_order_final && steps < 15) || config.final_sigmas_type === 'zero';
  return {
    initialNoise: 1,
    sigmas,
    steps: timesteps.slice(start).map((timestep, offset) => {
      const index = start + offset;
      const level = at(levels, index);
      const first = deterministicNext(config.prediction_type, level, at(levels, index + 1));
      const isFirstOrder = config.solver_order === 1 || index === start || (index === steps - 1 && endsLower);
      const clean = cleanOf(config.prediction_type, level);
      const next = isFirstOrder
        ? first
        : corrected(first, clean, secondOrder(at(sigmas, index - 1), at(sigmas, index), at(sigmas, index + 1)));
      return { timestep, level, inputScale: 1, clean, next };
    }),
    final: at(levels, steps),
  };
}

/** Latents whose variance stays 1, by σ = noise/signal. */
function varianceLevel(sigma: number): NoiseLevel {
  const signal = 1 / Math.sqrt(sigma ** 2 + 1);
  return { signal, noise: sigma * signal };
}

/**
 * The factor on the difference of two clean estimates: α′(1−e⁻ʰ)·h/2h₀, where h and h₀ are how much −ln σ grows in
 * this step and in the one before.
 */
function secondOrder(before: number, from: number, to: number): number {
  const growth = Math.log(from / to);
  return varianceLevel(to).signal * (1 - to / from) * (growth / (2 * Math.log(before / from)));
}

function corrected(next: DenoisingStep['next'], clean: DenoisingStep['clean'], factor: number): DenoisingStep['next'] {
  return {
    latents: next.latents + factor * clean.latents,
    output: next.output + factor * clean.output,
    previousClean: next.previousClean - factor,
    noise: 0,
  };
}

function dpmSigmas(config: Config, steps: number): { timesteps: number[]; sigmas: number[] } {
  const schedule = noiseSchedule(config);
  const last = config.final_sigmas_type === 'sigma_min' ? at(schedule.sigmas, 0) : 0;
  if (!config.use_karras_sigmas) {
    const timesteps = dpmTimesteps(config, schedule, steps);
    checkTimesteps(timesteps, config.num_train_timesteps);
    return { timesteps, sigmas: [...timesteps.map((timestep) => sigmaAt(schedule, timestep)), last] };
  }
  const karras = karrasSigmas(at(schedule.sigmas, schedule.sigmas.length - 1), at(schedule.sigmas, 0), steps);
  // Told as whole numbers; of the cosine schedule without their fraction.
  const whole = config.beta_schedule === 'squaredcos_cap_v2' ? Math.trunc : roundHalfEven;
  return { timesteps: karras.map((sigma) => whole(timestepOf(schedule, sigma))), sigmas: [...karras.map(Math.fround), last] };
}

/** Of one more than there are steps, all but the cleanest; but for `trailing`. */
function dpmTimesteps(config: Config, schedule: NoiseSchedule, steps: number): number[] {
  const training = config.num_train_timesteps;
  // Where the signal is less than this, the schedule begins later.
  const noisy = schedule.alphasCumprod.filter((alpha) => logSignalToNoise(alpha) < config.lambda_min_clipped).length;
  switch (config.timestep_spacing) {
    case 'linspace':
      return linspace(0, training - noisy - 1, steps + 1)
        .map(roundHalfEven)
        .reverse()
        .slice(0, -1);
    case 'leading':
      return leadingTimesteps(steps + 1, Math.floor((training - noisy) / (steps + 1)), config.steps_offset).slice(0, -1);
    case 'trailing':
      if (noisy > 0) throw unsupported('lambda_min_clipped', config.lambda_min_clipped);
      return trailingTimesteps(steps, training);
  }
}

/** λ = ln(√ᾱ/√(1−ᾱ)), as float32. */
function logSignalToNoise(alphaCumprod: number): number {
  return Math.fround(
    Math.fround(Math.log(Math.fround(Math.sqrt(alphaCumprod)))) -
      Math.fround(Math.log(Math.fround(Math.sqrt(Math.fround(1 - alphaCumprod))))),
  );
}
