import { describe, expect, test } from 'vitest';
import { cleanEstimate, nextLatents, scaleInput } from '../../../models/diffusion/apply-step';
import type { DenoisingPlan } from '../../../models/diffusion/denoising';
import { noiseSchedule } from '../../../models/diffusion/noise-schedule';
import { planDenoising, type PlanOptions } from '../../../models/diffusion/plan';
import { readSchedulerConfig } from '../../../models/diffusion/scheduler-config';
import { consistency, ddim, dpm2m, euler, eulerAncestral, flowEuler, textbookAlphas, type Denoiser } from './textbook';

const stable = { beta_start: 0.00085, beta_end: 0.012, beta_schedule: 'scaled_linear' };
const { alphasCumprod } = noiseSchedule(lcmConfig({}));
const alphaAt = (timestep: number) => alphasCumprod[timestep] ?? NaN;
const model: Denoiser = (input, timestep) => Math.tanh(input) * 0.9 + Math.sin(timestep / 100) * 0.2;
/** Nothing like noise, but known. */
const noise = Array.from({ length: 20 }, (_, index) => Math.sin(index * 7.3) * 1.5);
const starts = [-2.2, -0.4, 0.03, 0.9, 3.1];
const predictions = ['epsilon', 'v_prediction', 'sample'] as const;

function lcmConfig(fields: object) {
  const config = readSchedulerConfig({ ...stable, ...fields }, 'LCMScheduler');
  if (config._class_name !== 'LCMScheduler') throw new Error('It is another class');
  return config;
}

function plan(className: string, fields: object, steps: number, options: PlanOptions = {}): DenoisingPlan {
  return planDenoising(readSchedulerConfig({ ...stable, ...fields }, className), steps, options);
}

/** The latents after each step, of each start, as the product computes them. */
function runPlan({ steps, initialNoise }: DenoisingPlan): number[][] {
  let latents: Float32Array = Float32Array.from(starts, (value) => value * initialNoise);
  let previousClean: Float32Array | undefined;
  return steps.map((step, index) => {
    const output = scaleInput(latents, step.inputScale).map((value) => model(value, step.timestep));
    const clean = cleanEstimate(latents, output, step.clean);
    const fresh = latents.map(() => noise[index] ?? NaN);
    latents = nextLatents({ latents, output, noise: fresh, ...(previousClean ? { previousClean } : {}) }, step.next);
    previousClean = clean;
    return [...latents];
  });
}

/** `reference` gives the latents after each step for one start. */
function expectSame(actual: DenoisingPlan, reference: (x: number) => number[]): void {
  const rows = runPlan(actual);
  for (const [column, start] of starts.entries()) {
    const expected = reference(Math.fround(start * actual.initialNoise));
    expect(expected).toHaveLength(rows.length);
    for (const [index, value] of expected.entries()) {
      expect(Math.abs((rows[index]?.[column] ?? NaN) - value)).toBeLessThan(1e-6 * Math.max(1, Math.abs(value)));
    }
  }
}

const told = ({ steps }: DenoisingPlan) => steps.map(({ timestep }) => timestep);

describe.each(predictions)('%s', (prediction_type) => {
  test.each(['leading', 'trailing', 'linspace'])('Euler, %s', (timestep_spacing) => {
    for (const use_karras_sigmas of [false, true]) {
      const made = plan('EulerDiscreteScheduler', { prediction_type, timestep_spacing, steps_offset: 1, use_karras_sigmas }, 7);
      expectSame(made, (x) => euler(x, made.sigmas ?? [], told(made), model, prediction_type));
    }
  });

  test.each(['leading', 'trailing', 'linspace'])('DDIM, %s', (timestep_spacing) => {
    const made = plan('DDIMScheduler', { prediction_type, timestep_spacing, clip_sample: false, set_alpha_to_one: false }, 8);
    const timesteps = told(made);
    const next = timesteps.map((timestep) => alphaAt(Math.max(timestep - 125, 0)));
    expectSame(made, (x) => ddim(x, timesteps.map(alphaAt), next, timesteps, model, prediction_type));
  });

  test.each([4, 10, 20])('DPM-Solver++ of second order, %i steps', (steps) => {
    for (const use_karras_sigmas of [false, true]) {
      const made = plan('DPMSolverMultistepScheduler', { prediction_type, use_karras_sigmas }, steps);
      const isFirstOrder = (index: number) => index === 0 || index === steps - 1;
      // At the end there is no noise: ln σ is infinite, and what is left is the clean estimate.
      const sigmas = (made.sigmas ?? []).map((sigma) => Math.max(sigma, 1e-30));
      expectSame(made, (x) => dpm2m(x, sigmas, told(made), model, prediction_type, isFirstOrder));
    }
  });

  test('LCM', () => {
    const made = plan('LCMScheduler', { prediction_type }, 4);
    expectSame(made, (x) => consistency(x, told(made).map(alphaAt), told(made), model, prediction_type, noise));
  });
});

test('a consistency model gives the latents themselves where there is no noise: how fast, the scaling says', () => {
  const [step] = plan('LCMScheduler', { prediction_type: 'sample', timestep_scaling: 0.001 }, 1).steps;
  expect(step?.clean.latents).toBeCloseTo(0.25 / (0.999 ** 2 + 0.25), 12);
  expect(step?.clean.output).toBeCloseTo(0.999 / Math.sqrt(0.999 ** 2 + 0.25), 12);
});

test('σ of Karras lie between those that the configuration names', () => {
  const { sigmas = [] } = plan('EulerDiscreteScheduler', { use_karras_sigmas: true, sigma_max: 10, sigma_min: 0.1 }, 5);
  expect(sigmas.map((sigma) => Number(sigma.toFixed(5)))).toEqual([10, 4.0701, 1.45073, 0.43245, 0.1, 0]);
});

test.each(['epsilon', 'v_prediction'] as const)('ancestral Euler, %s', (prediction_type) => {
  const made = plan('EulerAncestralDiscreteScheduler', { prediction_type, timestep_spacing: 'trailing' }, 6);
  expectSame(made, (x) => eulerAncestral(x, made.sigmas ?? [], told(made), model, prediction_type, noise));
});

test('flow matching', () => {
  const made = planDenoising(readSchedulerConfig({ shift: 3 }, 'FlowMatchEulerDiscreteScheduler'), 9);
  expectSame(made, (x) => flowEuler(x, made.sigmas ?? [], told(made), model));
});

test.each([
  ['scaled_linear', textbookAlphas((share) => (Math.sqrt(0.00085) + share * (Math.sqrt(0.012) - Math.sqrt(0.00085))) ** 2)],
  ['linear', textbookAlphas((share) => 0.00085 + share * (0.012 - 0.00085))],
])('ᾱ and σ of β that are %s', (beta_schedule, alphas) => {
  const made = noiseSchedule(lcmConfig({ beta_schedule }));
  for (const [index, alpha] of alphas.entries()) {
    expect(Math.abs((made.alphasCumprod[index] ?? NaN) - alpha)).toBeLessThan(1e-6);
    expect(Math.abs((made.sigmas[index] ?? NaN) / Math.sqrt((1 - alpha) / alpha) - 1)).toBeLessThan(1e-4);
  }
});

test('ᾱ of the cosine schedule, whose β end at 0.999', () => {
  const made = noiseSchedule(lcmConfig({ beta_schedule: 'squaredcos_cap_v2' })).alphasCumprod;
  const cosine = (index: number) => Math.cos((((index + 1) / 1000 + 0.008) / 1.008) * (Math.PI / 2)) ** 2;
  const first = Math.cos((0.008 / 1.008) * (Math.PI / 2)) ** 2;
  for (let index = 0; index < 999; index += 1) {
    expect(Math.abs((made[index] ?? NaN) - cosine(index) / first)).toBeLessThan(1e-6);
  }
  expect((made[999] ?? NaN) / (made[998] ?? NaN)).toBeCloseTo(0.001, 6);
});

describe('the order of DPM-Solver++', () => {
  const orders = (fields: object, steps: number, options: PlanOptions = {}) =>
    plan('DPMSolverMultistepScheduler', fields, steps, options).steps.map(({ next }) => (next.previousClean === 0 ? 1 : 2));

  test('ends with one where the end has no noise, or the run is short, or it is asked for', () => {
    const toSigma = { final_sigmas_type: 'sigma_min' };
    expect(orders({}, 4)).toEqual([1, 2, 2, 1]);
    expect(orders(toSigma, 4)).toEqual([1, 2, 2, 1]);
    expect(orders({ ...toSigma, lower_order_final: false }, 4)).toEqual([1, 2, 2, 2]);
    expect(orders({ ...toSigma, lower_order_final: false, euler_at_final: true }, 4)).toEqual([1, 2, 2, 1]);
    expect(orders(toSigma, 14).at(-1)).toBe(1);
    expect(orders(toSigma, 15).at(-1)).toBe(2);
  });

  test('begins with one wherever the run starts', () => {
    expect(orders({}, 8, { strength: 0.5 })).toEqual([1, 2, 2, 1]);
  });

  test('is one throughout where it is asked for', () => {
    expect(orders({ solver_order: 1 }, 4)).toEqual([1, 1, 1, 1]);
  });
});
