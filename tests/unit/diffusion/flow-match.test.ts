import { expect, test } from 'vitest';
import { planDenoising, type PlanOptions } from '../../../models/diffusion/plan';
import { readSchedulerConfig } from '../../../models/diffusion/scheduler-config';

function plan(fields: object, steps: number, options: PlanOptions = {}) {
  return planDenoising(readSchedulerConfig(fields, 'FlowMatchEulerDiscreteScheduler'), steps, options);
}

function expectSigmas(made: { sigmas?: readonly number[] }, expected: readonly number[], digits: number): void {
  expect(made.sigmas).toHaveLength(expected.length);
  for (const [index, sigma] of expected.entries()) expect(made.sigmas?.[index]).toBeCloseTo(sigma, digits);
}

test('σ from 1 to 1/N, shifted by 3', () => {
  const made = plan({ shift: 3 }, 4, { flow: { sequence: 'even' } });
  expectSigmas(made, [1, 0.9, 0.75, 0.5, 0], 7);
  for (const [index, { timestep }] of made.steps.entries()) {
    expect(timestep).toBe(Math.fround(1000 * (made.sigmas?.[index] ?? NaN)));
  }
});

test('σ from 1 to the smallest of the training, which is shifted twice so', () => {
  const expected = [1, 0.9547, 0.9004, 0.834, 0.7511, 0.6447, 0.503, 0.305, 0.0089, 0];
  // 0.503 and 0.305 stand with three digits in the table that this is from.
  const made = plan({ shift: 3 }, 9);
  expect(made.sigmas?.map((sigma, index) => Number(sigma.toFixed(index === 6 || index === 7 ? 3 : 4)))).toEqual(expected);
});

test('without a shift the sequences are straight', () => {
  expectSigmas(plan({}, 2), [1, 0.001, 0], 7);
  expectSigmas(plan({}, 4, { flow: { sequence: 'even' } }), [1, 0.75, 0.5, 0.25, 0], 7);
  expectSigmas(plan({}, 1), [1, 0], 7);
});

test('where the shift depends on the size of the picture, μ says it', () => {
  const dynamic = { use_dynamic_shifting: true, shift: 3 };
  const shifted = (factor: number) => [1, 0.75, 0.5, 0.25].map((s) => factor / (factor + 1 / s - 1));
  expectSigmas(plan(dynamic, 4, { flow: { sequence: 'even', mu: 0.8 } }), [...shifted(Math.exp(0.8)), 0], 6);
  const linear = { ...dynamic, time_shift_type: 'linear' };
  expectSigmas(plan(linear, 4, { flow: { sequence: 'even', mu: 0.8 } }), [...shifted(0.8), 0], 6);
  expectSigmas(plan(dynamic, 2, { flow: { mu: 0.8 } }), [1, Math.exp(0.8) / (Math.exp(0.8) + 999), 0], 6);
  const code = 'scheduler-unsupported';
  expect(() => plan(dynamic, 4)).toThrow(expect.objectContaining({ code }));
  expect(() => plan(linear, 4, { flow: { mu: -1 } })).toThrow(expect.objectContaining({ code }));
  // As in diffusers, whose pipelines hand it to every scheduler.
  expect(plan({ shift: 3 }, 4, { flow: { mu: 0.8 } })).toEqual(plan({ shift: 3 }, 4));
});

test('a shift that leaves no difference between the steps is refused', () => {
  const code = 'scheduler-unsupported';
  expect(() => plan({ shift: 1e12 }, 4)).toThrow(expect.objectContaining({ code, detail: 'shift: 1000000000000' }));
  expect(() => plan({ use_dynamic_shifting: true }, 4, { flow: { mu: 50 } })).toThrow(expect.objectContaining({ code }));
});

test('latents are (1−σ) of the picture and σ of the noise, and the output is the way from one to the other', () => {
  const [step] = plan({ shift: 3 }, 4, { flow: { sequence: 'even' }, strength: 0.75 }).steps;
  expect(step?.level.signal).toBeCloseTo(0.1, 6);
  expect(step?.level.noise).toBeCloseTo(0.9, 6);
  expect(step?.clean.latents).toBe(1);
  expect(step?.clean.output).toBeCloseTo(-0.9, 6);
  expect(step?.next.latents).toBeCloseTo(1, 12);
  expect(step?.next.output).toBeCloseTo(-0.15, 6);
  expect(step?.next).toMatchObject({ previousClean: 0, noise: 0 });
});

test('a start from a picture leaves out ⌊N − N·strength⌋ steps, one less than other schedulers where that is a fraction', () => {
  expect(plan({}, 10, { strength: 0.75 }).steps).toHaveLength(8);
  expect(plan({}, 10, { strength: 0.5 }).steps).toHaveLength(5);
});
