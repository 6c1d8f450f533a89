import { describe, expect, test } from 'vitest';
import { CodedError } from '../../../messages/errors';
import { parsePythonJson } from '../../../models/diffusion/python-json';
import { readSchedulerConfig } from '../../../models/diffusion/scheduler-config';

function refusal(fields: unknown, className?: string): CodedError {
  try {
    readSchedulerConfig(fields, className);
  } catch (error) {
    if (error instanceof CodedError) return error;
    throw error;
  }
  throw new Error('It was not refused');
}

const classes = [
  'EulerDiscreteScheduler',
  'EulerAncestralDiscreteScheduler',
  'DDIMScheduler',
  'DPMSolverMultistepScheduler',
  'LCMScheduler',
] as const;

describe('what is not computed is refused by its name and value', () => {
  test.each([
    ...classes.flatMap((name) => [
      [name, 'trained_betas', [0.1, 0.2]] as const,
      [name, 'rescale_betas_zero_snr', true] as const,
      [name, 'beta_schedule', 'sigmoid'] as const,
      [name, 'beta_start', 0] as const,
      [name, 'beta_end', 1.5] as const,
      [name, 'prediction_type', 'flow_prediction'] as const,
      [name, 'timestep_spacing', 'even'] as const,
      [name, 'num_train_timesteps', 1] as const,
      [name, 'num_train_timesteps', '1000'] as const,
      [name, 'steps_offset', -1] as const,
      [name, 'a_field_of_tomorrow', 0] as const,
    ]),
    ['EulerDiscreteScheduler', 'use_exponential_sigmas', true] as const,
    ['EulerDiscreteScheduler', 'use_beta_sigmas', true] as const,
    ['EulerDiscreteScheduler', 'timestep_type', 'continuous'] as const,
    ['EulerDiscreteScheduler', 'interpolation_type', 'log_linear'] as const,
    ['EulerDiscreteScheduler', 'sigma_min', -1] as const,
    ['EulerDiscreteScheduler', 'final_sigmas_type', 'one'] as const,
    ['EulerAncestralDiscreteScheduler', 'prediction_type', 'sample'] as const,
    ['DDIMScheduler', 'clip_sample', true] as const,
    ['DDIMScheduler', 'thresholding', true] as const,
    ['DPMSolverMultistepScheduler', 'thresholding', true] as const,
    ['DPMSolverMultistepScheduler', 'algorithm_type', 'sde-dpmsolver++'] as const,
    ['DPMSolverMultistepScheduler', 'algorithm_type', 'dpmsolver'] as const,
    ['DPMSolverMultistepScheduler', 'solver_type', 'heun'] as const,
    ['DPMSolverMultistepScheduler', 'solver_order', 3] as const,
    ['DPMSolverMultistepScheduler', 'use_lu_lambdas', true] as const,
    ['DPMSolverMultistepScheduler', 'use_flow_sigmas', true] as const,
    ['DPMSolverMultistepScheduler', 'use_exponential_sigmas', true] as const,
    ['DPMSolverMultistepScheduler', 'variance_type', 'learned_range'] as const,
    ['DPMSolverMultistepScheduler', 'sigma_max', 10] as const,
    ['LCMScheduler', 'clip_sample', true] as const,
    ['LCMScheduler', 'thresholding', true] as const,
    ['FlowMatchEulerDiscreteScheduler', 'invert_sigmas', true] as const,
    ['FlowMatchEulerDiscreteScheduler', 'shift_terminal', 0.1] as const,
    ['FlowMatchEulerDiscreteScheduler', 'stochastic_sampling', true] as const,
    ['FlowMatchEulerDiscreteScheduler', 'use_karras_sigmas', true] as const,
    ['FlowMatchEulerDiscreteScheduler', 'shift', 0] as const,
  ])('%s %s %j', (className, field, value) => {
    const base = className === 'DDIMScheduler' ? { clip_sample: false } : {};
    expect(() => readSchedulerConfig(base, className)).not.toThrow();
    const error = refusal({ ...base, [field]: value }, className);
    expect(error.code).toBe('scheduler-unsupported');
    expect(error.detail).toBe(`${field}: ${JSON.stringify(value)}`);
    expect(error.message).toBe(error.detail);
  });
});

test('clipping is on in diffusers where DDIM says nothing, so nothing is refused, too', () => {
  expect(refusal({}, 'DDIMScheduler').detail).toBe('clip_sample: missing');
});

test('a class that is not computed is refused, and so is none, and what is no object', () => {
  expect(refusal({}, 'PNDMScheduler').detail).toBe('_class_name: "PNDMScheduler"');
  expect(refusal({ _class_name: 'toString' }).detail).toBe('_class_name: "toString"');
  expect(refusal({}).detail).toBe('_class_name: missing');
  expect(refusal([1], 'LCMScheduler').detail).toBe('scheduler_config.json: [1]');
  expect(refusal(null, 'LCMScheduler').detail).toBe('scheduler_config.json: null');
});

test('a detail is kept short', () => {
  expect(refusal({ trained_betas: Array.from({ length: 1000 }, () => 0.1) }, 'LCMScheduler').detail).toHaveLength(100);
});

test('what is missing gets the default that diffusers has for the class', () => {
  expect(readSchedulerConfig({}, 'EulerDiscreteScheduler')).toMatchObject({
    ...{ num_train_timesteps: 1000, beta_start: 0.0001, beta_end: 0.02, beta_schedule: 'linear' },
    ...{ timestep_spacing: 'linspace', steps_offset: 0, prediction_type: 'epsilon', final_sigmas_type: 'zero' },
  });
  expect(readSchedulerConfig({ clip_sample: false }, 'DDIMScheduler')).toMatchObject({
    ...{ timestep_spacing: 'leading', set_alpha_to_one: true, beta_schedule: 'linear' },
  });
  expect(readSchedulerConfig({}, 'LCMScheduler')).toMatchObject({
    ...{ beta_start: 0.00085, beta_end: 0.012, beta_schedule: 'scaled_linear', timestep_scaling: 10 },
    ...{ original_inference_steps: 50 },
  });
  expect(readSchedulerConfig({}, 'DPMSolverMultistepScheduler')).toMatchObject({
    ...{ solver_order: 2, lower_order_final: true, euler_at_final: false, lambda_min_clipped: -Infinity },
    ...{ final_sigmas_type: 'zero', timestep_spacing: 'linspace' },
  });
  expect(readSchedulerConfig({}, 'FlowMatchEulerDiscreteScheduler')).toMatchObject({
    ...{ shift: 1, use_dynamic_shifting: false, time_shift_type: 'exponential' },
  });
});

/** SD-Turbo's own file. */
const turbo = `{
  "_class_name": "EulerDiscreteScheduler", "_diffusers_version": "0.24.0.dev0", "beta_end": 0.012,
  "beta_schedule": "scaled_linear", "beta_start": 0.00085, "clip_sample": false, "interpolation_type": "linear",
  "num_train_timesteps": 1000, "prediction_type": "epsilon", "sample_max_value": 1.0, "set_alpha_to_one": false,
  "skip_prk_steps": true, "steps_offset": 1, "timestep_spacing": "trailing", "timestep_type": "discrete",
  "trained_betas": null, "use_karras_sigmas": false
}`;

test('a file says its class, and fields that it keeps of other classes are ignored, as in diffusers', () => {
  const config = readSchedulerConfig(parsePythonJson(turbo));
  expect(config).toMatchObject({ _class_name: 'EulerDiscreteScheduler', timestep_spacing: 'trailing', steps_offset: 1 });
  expect(config).not.toHaveProperty('skip_prk_steps');
  expect(config).not.toHaveProperty('clip_sample');
  expect(readSchedulerConfig(parsePythonJson(turbo), 'DDIMScheduler')).toMatchObject({
    ...{ _class_name: 'DDIMScheduler', clip_sample: false, set_alpha_to_one: false, timestep_spacing: 'trailing' },
  });
});

test('a configuration that was read can be read again', () => {
  const config = readSchedulerConfig(parsePythonJson(turbo));
  expect(readSchedulerConfig(config)).toEqual(config);
});

test('JSON of Python has infinite numbers, but not within its strings', () => {
  expect(parsePythonJson('{"a": -Infinity, "b": [Infinity, 1], "-Infinity": "Infinity \\" -Infinity"}')).toEqual({
    ...{ a: -Infinity, b: [Infinity, 1], '-Infinity': 'Infinity " -Infinity' },
  });
  expect(() => parsePythonJson('{"a": NaN}')).toThrow(SyntaxError);
  expect(() => parsePythonJson('{"a": "Infinity}')).toThrow(SyntaxError);
});
