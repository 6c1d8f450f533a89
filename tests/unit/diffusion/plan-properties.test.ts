import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CodedError } from '../../../messages/errors';
import type { DenoisingPlan } from '../../../models/diffusion/denoising';
import { planDenoising, type PlanOptions } from '../../../models/diffusion/plan';
import { readSchedulerConfig, type SchedulerConfig } from '../../../models/diffusion/scheduler-config';
import { size } from '../../sizes';

const trained = {
  num_train_timesteps: fc.constantFrom(100, 1000, 1100),
  beta_start: fc.constantFrom(0.0001, 0.00085, 0.002),
  beta_end: fc.constantFrom(0.01, 0.012, 0.02),
  beta_schedule: fc.constantFrom('linear', 'scaled_linear', 'squaredcos_cap_v2'),
  prediction_type: fc.constantFrom('epsilon', 'v_prediction'),
  timestep_spacing: fc.constantFrom('leading', 'trailing', 'linspace'),
  steps_offset: fc.constantFrom(0, 1),
};
const ends = fc.constantFrom('zero', 'sigma_min');

/** Everything that is computed, by class. */
const supported = fc.oneof(
  fc.record({
    ...trained,
    _class_name: fc.constant('EulerDiscreteScheduler'),
    use_karras_sigmas: fc.boolean(),
    final_sigmas_type: ends,
  }),
  fc.record({ ...trained, _class_name: fc.constant('EulerAncestralDiscreteScheduler') }),
  fc.record({
    ...trained,
    _class_name: fc.constant('DDIMScheduler'),
    clip_sample: fc.constant(false),
    set_alpha_to_one: fc.boolean(),
  }),
  fc.record({
    ...trained,
    _class_name: fc.constant('DPMSolverMultistepScheduler'),
    solver_order: fc.constantFrom(1, 2),
    lower_order_final: fc.boolean(),
    euler_at_final: fc.boolean(),
    use_karras_sigmas: fc.boolean(),
    final_sigmas_type: ends,
  }),
  fc.record({ ...trained, _class_name: fc.constant('LCMScheduler'), original_inference_steps: fc.integer({ min: 60, max: 100 }) }),
  fc.record({ _class_name: fc.constant('FlowMatchEulerDiscreteScheduler'), shift: fc.constantFrom(0.5, 1, 3, 12) }),
);
const strength = fc.constantFrom(1, 0.99, 0.75, 0.5, 0.3);

test('every plan of 1 to 60 steps is finite, goes down, and ends where the configuration says', () => {
  fc.assert(
    fc.property(supported, fc.integer({ min: 1, max: 60 }), strength, (fields, steps, share) => {
      fc.pre(Math.floor(steps * share) >= 1);
      const config = readSchedulerConfig(fields);
      const plan = planDenoising(config, steps, { strength: share });
      expectFinite(plan);
      const timesteps = plan.steps.map(({ timestep }) => timestep);
      expect(timesteps).toEqual([...timesteps].sort((a, b) => b - a));
      expect(timesteps.length).toBeGreaterThanOrEqual(Math.floor(steps * share));
      expect(timesteps.length).toBeLessThanOrEqual(steps);
      const ratios = [...plan.steps.map(({ level }) => level), plan.final].map(({ signal, noise }) => noise / signal);
      expect(ratios).toEqual([...ratios].sort((a, b) => b - a));
      expect(plan.final.noise === 0).toBe(endsClean(config, steps, timesteps.at(-1) ?? NaN));
      expect(plan.sigmas === undefined || plan.sigmas.length === steps + 1).toBe(true);
    }),
    { numRuns: size('fuzzRuns') },
  );
});

test('a start from a picture runs the last steps of the whole run, but for the order of the first', () => {
  fc.assert(
    fc.property(supported, fc.integer({ min: 2, max: 60 }), strength, (fields, steps, share) => {
      fc.pre(Math.floor(steps * share) >= 1);
      const config = readSchedulerConfig(fields);
      const whole = planDenoising(config, steps).steps;
      const part = planDenoising(config, steps, { strength: share }).steps;
      expect(part.slice(1)).toEqual(whole.slice(whole.length - part.length + 1));
      expect(part[0]?.level).toEqual(whole[whole.length - part.length]?.level);
      expect(part[0]?.next.previousClean).toBe(0);
    }),
    { numRuns: size('fuzzRuns') },
  );
});

test('of a denoiser that is right, every step leads from one level to the next, fresh noise included', () => {
  // Consistency models mix in some of the latents, and DDIM aims at a timestep that need not be the next one's.
  const others = supported.filter(({ _class_name }) => _class_name !== 'LCMScheduler' && _class_name !== 'DDIMScheduler');
  fc.assert(
    fc.property(others, fc.integer({ min: 1, max: 60 }), (fields, steps) => {
      const plan = planDenoising(readSchedulerConfig({ ...fields, prediction_type: 'epsilon' }), steps);
      // What a right output has of the clean latents; of the noise it has all.
      const part = fields._class_name === 'FlowMatchEulerDiscreteScheduler' ? -1 : 0;
      for (const [index, { level, clean, next }] of plan.steps.entries()) {
        expect(clean.latents * level.signal + clean.output * part).toBeCloseTo(1, 9);
        expect(clean.latents * level.noise + clean.output).toBeCloseTo(0, 9);
        const after = plan.steps[index + 1]?.level ?? plan.final;
        expect(next.latents * level.signal + next.output * part + next.previousClean).toBeCloseTo(after.signal, 9);
        expect(Math.hypot(next.latents * level.noise + next.output, next.noise)).toBeCloseTo(after.noise, 9);
      }
    }),
    { numRuns: size('fuzzRuns') },
  );
});

const numbers = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(0, 1, 2, 0.5, 1000, -1, 1e308, 5e-324, Infinity));
const anything = fc.oneof(numbers, fc.boolean(), fc.constant(null), fc.constantFrom('epsilon', 'leading', 'linear', 'x'), fc.anything());
const fieldNames = fc.constantFrom(
  ...['num_train_timesteps', 'beta_start', 'beta_end', 'beta_schedule', 'trained_betas', 'prediction_type', 'shift'],
  ...['timestep_spacing', 'steps_offset', 'sigma_min', 'sigma_max', 'use_karras_sigmas', 'solver_order', 'clip_sample'],
  ...['original_inference_steps', 'timestep_scaling', 'lambda_min_clipped', 'use_dynamic_shifting', 'time_shift_type'],
  ...['_class_name', '__proto__', 'constructor', 'other'],
);

test('whatever stands in a configuration, it gives a finite plan or a coded error', () => {
  let plans = 0;
  const classes = supported.map(({ _class_name }) => _class_name);
  const options = fc.record({ strength: fc.oneof(fc.double({ min: 0, max: 1 }), fc.double()), flow: fc.record({ mu: fc.double() }) });
  const broken = fc.tuple(supported, fc.array(fc.tuple(fieldNames, anything), { maxLength: 3 }));
  fc.assert(
    fc.property(broken, classes, fc.oneof(fc.nat(70), numbers), options, ([base, extra], className, steps, given) => {
      try {
        expectFinite(planOf({ ...base, ...Object.fromEntries(extra) }, className, steps, given));
        plans += 1;
      } catch (error) {
        expect(error).toBeInstanceOf(CodedError);
      }
    }),
    { numRuns: size('fuzzRuns') },
  );
  expect(plans).toBeGreaterThan(0);
});

function planOf(fields: unknown, className: string, steps: number, options: PlanOptions): DenoisingPlan {
  return planDenoising(readSchedulerConfig(fields, className), steps, options);
}

function expectFinite({ initialNoise, steps, sigmas = [], final }: DenoisingPlan): void {
  expect(steps.length).toBeGreaterThan(0);
  const all = steps.flatMap(({ timestep, level, inputScale, clean, next }) => [
    ...[timestep, inputScale, level.signal, level.noise, clean.latents, clean.output],
    ...[next.latents, next.output, next.previousClean, next.noise],
  ]);
  expect([initialNoise, final.signal, final.noise, ...sigmas, ...all].filter((value) => !Number.isFinite(value))).toEqual([]);
}

/** Whether the last step, from `timestep`, is set to end without the little noise that the least noisy of the training has. */
function endsClean(config: SchedulerConfig, steps: number, timestep: number): boolean {
  switch (config._class_name) {
    case 'EulerDiscreteScheduler':
    case 'DPMSolverMultistepScheduler':
      return config.final_sigmas_type === 'zero';
    case 'DDIMScheduler':
      // The stride, of whole timesteps, may end short of it.
      return config.set_alpha_to_one && timestep < Math.floor(config.num_train_timesteps / steps);
    case 'EulerAncestralDiscreteScheduler':
    case 'LCMScheduler':
    case 'FlowMatchEulerDiscreteScheduler':
      return true;
  }
}
