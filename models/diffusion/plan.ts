import { CodedError } from '../../messages/errors';
import type { DenoisingPlan, PlanRequest } from './denoising';
import { unsupported, type SchedulerConfig } from './scheduler-config';
import { planDdim } from './schedulers/ddim';
import { planDpmMultistep } from './schedulers/dpm-multistep';
import { planEuler } from './schedulers/euler';
import { planEulerAncestral } from './schedulers/euler-ancestral';
import { planFlowMatchEuler, type FlowOptions } from './schedulers/flow-match-euler';
import { planLcm } from './schedulers/lcm';

export interface PlanOptions {
  /** From 0 to 1: how much of a given picture is denoised anew. 1, and no picture, where missing. */
  strength?: number;
  /**
   * What strength shortens: the run, which then starts later (`steps`, as diffusers' pipelines for every scheduler
   * do), or the timesteps to choose from, of which as many as ever are run (`timesteps`, as diffusers' pipeline for
   * latent consistency models does, and possible with their scheduler alone).
   */
  strengthShortens?: 'steps' | 'timesteps';
  /** Read by the flow-match scheduler alone. */
  flow?: FlowOptions;
}

/**
 * How to denoise in `steps` steps, of which a strength below 1 leaves out the first.
 *
 * Errors: `options-invalid` for steps or a strength that are none; `strength-too-low` where no step would be run;
 * `steps-too-many` where the scheduler has fewer timesteps; `scheduler-unsupported` where the configuration's numbers
 * make no schedule.
 */
export function planDenoising(config: SchedulerConfig, steps: number, options: PlanOptions = {}): DenoisingPlan {
  const { strength = 1, strengthShortens = 'steps', flow = {} } = options;
  if (!(Number.isSafeInteger(steps) && steps >= 1)) throw new CodedError('options-invalid', `${steps} steps`);
  if (!(strength >= 0 && strength <= 1)) throw new CodedError('options-invalid', `strength ${strength}`);
  if (steps > config.num_train_timesteps) throw new CodedError('steps-too-many', `${steps} steps`);
  const plan =
    strengthShortens === 'timesteps'
      ? planShortened(config, steps, strength)
      : planSteps(config, { steps, start: startOf(config, steps, strength) }, flow);
  if (!isFinitePlan(plan)) throw unsupported('_class_name', config._class_name);
  return plan;
}

function planSteps(config: SchedulerConfig, request: PlanRequest, flow: FlowOptions): DenoisingPlan {
  switch (config._class_name) {
    case 'EulerDiscreteScheduler':
      return planEuler(config, request);
    case 'EulerAncestralDiscreteScheduler':
      return planEulerAncestral(config, request);
    case 'DDIMScheduler':
      return planDdim(config, request);
    case 'DPMSolverMultistepScheduler':
      return planDpmMultistep(config, request);
    case 'LCMScheduler':
      return planLcm(config, request, 1);
    case 'FlowMatchEulerDiscreteScheduler':
      return planFlowMatchEuler(config, request, flow);
  }
}

function planShortened(config: SchedulerConfig, steps: number, strength: number): DenoisingPlan {
  if (config._class_name !== 'LCMScheduler') throw unsupported('strengthShortens', config._class_name);
  if (config.original_inference_steps * strength < steps) throw tooLow(steps, strength);
  return planLcm(config, { steps, start: 0 }, strength);
}

/** Of `steps`, the first that is run. diffusers' pipelines for flow matching round the other way than those before. */
function startOf(config: SchedulerConfig, steps: number, strength: number): number {
  const start =
    config._class_name === 'FlowMatchEulerDiscreteScheduler'
      ? Math.floor(steps - steps * strength)
      : steps - Math.floor(steps * strength);
  if (start >= steps) throw tooLow(steps, strength);
  return start;
}

function tooLow(steps: number, strength: number): CodedError {
  return new CodedError('strength-too-low', `strength ${strength} of ${steps} steps`);
}

function isFinitePlan({ initialNoise, steps, final }: DenoisingPlan): boolean {
  const factors = steps.flatMap(({ timestep, level, inputScale, clean, next }) => [
    ...[timestep, level.signal, level.noise, inputScale, clean.latents, clean.output],
    ...[next.latents, next.output, next.previousClean, next.noise],
  ]);
  return [initialNoise, final.signal, final.noise, ...factors].every(Number.isFinite);
}
