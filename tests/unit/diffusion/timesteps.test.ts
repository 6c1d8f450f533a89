import { expect, test } from 'vitest';
import { roundHalfEven } from '../../../models/diffusion/numpy';
import { planDenoising, type PlanOptions } from '../../../models/diffusion/plan';
import { readSchedulerConfig } from '../../../models/diffusion/scheduler-config';

const stable = { beta_start: 0.00085, beta_end: 0.012, beta_schedule: 'scaled_linear', clip_sample: false };

function timesteps(className: string, fields: object, steps: number, options: PlanOptions = {}): number[] {
  const plan = planDenoising(readSchedulerConfig({ ...stable, ...fields }, className), steps, options);
  return plan.steps.map(({ timestep }) => timestep);
}

const trailing = { timestep_spacing: 'trailing' };

test('of one to three trailing steps', () => {
  expect(timesteps('EulerDiscreteScheduler', trailing, 1)).toEqual([999]);
  expect(timesteps('EulerDiscreteScheduler', trailing, 2)).toEqual([999, 499]);
  expect(timesteps('EulerDiscreteScheduler', trailing, 3)).toEqual([999, 666, 332]);
  const { sigmas = [] } = planDenoising(readSchedulerConfig({ ...stable, ...trailing }, 'EulerDiscreteScheduler'), 3);
  expect(sigmas.map((sigma) => Number(sigma.toFixed(4)))).toEqual([14.6146, 2.9183, 0.9292, 0]);
});

test('of trailing steps whose halves numpy rounds as its own multiples come out', () => {
  // numpy 2.4: np.arange(1000, 0, -1000/48).round() - 1. By exact multiples the fourth would be 937.5 − 1, rounded to 937.
  const numpy = [
    999, 978, 957, 936, 916, 895, 874, 853, 832, 811, 791, 770, 749, 728, 707, 686, 666, 645, 624, 603, 582, 561, 541,
    520, 499, 478, 457, 436, 416, 395, 374, 353, 332, 311, 291, 270, 249, 228, 207, 186, 166, 145, 124, 103, 82, 61, 41,
    20,
  ];
  expect(timesteps('DDIMScheduler', trailing, 48)).toEqual(numpy);
});

test('of 61 trailing steps, of which numpy makes 62', () => {
  const made = timesteps('DDIMScheduler', trailing, 61);
  expect(made).toHaveLength(61);
  expect(made.at(-1)).toBe(15);
});

test('of DDIM that are spaced evenly from end to end, as whole numbers', () => {
  expect(timesteps('DDIMScheduler', { timestep_spacing: 'linspace' }, 5)).toEqual([999, 749, 500, 250, 0]);
});

test('of the cosine schedule, which numpy gives as fractions that lose them', () => {
  // numpy: 998.99999, 998.29433, 983.28611, 6e-7; and with six steps …, 992.81555, 837.23496, 6e-7.
  const cosine = { use_karras_sigmas: true, beta_schedule: 'squaredcos_cap_v2' };
  expect(timesteps('DPMSolverMultistepScheduler', cosine, 4)).toEqual([998, 998, 983, 0]);
  expect(timesteps('DPMSolverMultistepScheduler', cosine, 6)).toEqual([998, 998, 998, 992, 837, 0]);
});

test('of a cosine schedule that is cut where next to no signal is left', () => {
  // numpy: four timesteps have a λ below −5.1; np.linspace(0, 995, 5), or 996 // 5 apart.
  const cut = { lambda_min_clipped: -5.1, beta_schedule: 'squaredcos_cap_v2' };
  expect(timesteps('DPMSolverMultistepScheduler', cut, 4)).toEqual([995, 746, 498, 249]);
  expect(timesteps('DPMSolverMultistepScheduler', { ...cut, timestep_spacing: 'leading' }, 4)).toEqual([796, 597, 398, 199]);
  const code = 'scheduler-unsupported';
  expect(() => timesteps('DPMSolverMultistepScheduler', { ...cut, ...trailing }, 4)).toThrow(expect.objectContaining({ code }));
});

test('of a start from a picture, the steps are ⌊N·strength⌋', () => {
  expect(timesteps('DDIMScheduler', { steps_offset: 1 }, 10, { strength: 0.75 })).toHaveLength(7);
  // 50 · 0.58 is 28.999… in floating point, as in Python.
  expect(timesteps('DDIMScheduler', {}, 50, { strength: 0.58 })).toHaveLength(28);
  expect(timesteps('EulerDiscreteScheduler', trailing, 4, { strength: 0.25 })).toEqual([249]);
  expect(timesteps('LCMScheduler', {}, 4, { strength: 0.5 })).toEqual([499, 259]);
});

test('of latent consistency models, strength may shorten what the steps are chosen from', () => {
  // diffusers' LCMScheduler.set_timesteps(4, strength=0.5): 25 of the 50 timesteps.
  expect(timesteps('LCMScheduler', {}, 4, { strength: 0.5, strengthShortens: 'timesteps' })).toEqual([499, 379, 259, 139]);
});

test('halves are rounded to the even number', () => {
  expect([-1.5, -0.5, 0.5, 1.5, 2.5, 2.4, 2.6].map(roundHalfEven)).toEqual([-2, 0, 0, 2, 2, 2, 3]);
});

test.each([
  ['EulerDiscreteScheduler', trailing, 4, { strength: 0.2 }, 'strength-too-low'],
  ['EulerDiscreteScheduler', trailing, 4, { strength: 0 }, 'strength-too-low'],
  ['LCMScheduler', {}, 4, { strength: 0.07, strengthShortens: 'timesteps' }, 'strength-too-low'],
  ['LCMScheduler', {}, 51, {}, 'steps-too-many'],
  ['DDIMScheduler', {}, 1001, {}, 'steps-too-many'],
  ['DDIMScheduler', { steps_offset: 1 }, 1000, {}, 'steps-too-many'],
  ['DPMSolverMultistepScheduler', {}, 1000, {}, 'steps-too-many'],
  ['DPMSolverMultistepScheduler', { timestep_spacing: 'leading' }, 1000, {}, 'steps-too-many'],
  ['DDIMScheduler', {}, 0, {}, 'options-invalid'],
  ['DDIMScheduler', {}, 2.5, {}, 'options-invalid'],
  ['DDIMScheduler', {}, 4, { strength: 1.01 }, 'options-invalid'],
  ['DDIMScheduler', {}, 4, { strength: -0.1 }, 'options-invalid'],
  ['DDIMScheduler', {}, 4, { strength: NaN }, 'options-invalid'],
  ['DDIMScheduler', { beta_start: 0.5, beta_end: 0.99 }, 1, {}, 'scheduler-unsupported'],
  ['LCMScheduler', { original_inference_steps: 1001 }, 1, {}, 'scheduler-unsupported'],
  ['LCMScheduler', { timestep_scaling: 1e308 }, 4, {}, 'scheduler-unsupported'],
  ['EulerDiscreteScheduler', { use_karras_sigmas: true, sigma_max: 1e300 }, 4, {}, 'scheduler-unsupported'],
  ['EulerDiscreteScheduler', { use_karras_sigmas: true, sigma_max: 1, sigma_min: 2 }, 4, {}, 'scheduler-unsupported'],
  ['DDIMScheduler', {}, 4, { strengthShortens: 'timesteps' }, 'scheduler-unsupported'],
] as const)('%s %o, %f steps, %o: %s', (className, fields, steps, options, code) => {
  expect(() => timesteps(className, fields, steps, options)).toThrow(expect.objectContaining({ code }));
});
