import { describe, expect, test } from 'vitest';
import { addNoise, cleanEstimate, nextLatents, scaleInput } from '../../../models/diffusion/apply-step';
import { RecordedNoise } from '../../../models/diffusion/noise';
import { planDenoising } from '../../../models/diffusion/plan';
import { readSchedulerConfig, type SchedulerClass } from '../../../models/diffusion/scheduler-config';
import { dummyNoise, dummySample, recordedRun, torchNoise, vectorNames, type RecordedRun } from './recorded';

const classes: readonly [RegExp, SchedulerClass | undefined][] = [
  [/tcd|unipc|heun|lms|pndm|ddpm|lcm_timesteps|_meta/, undefined],
  [/euler_ancestral/, 'EulerAncestralDiscreteScheduler'],
  [/euler/, 'EulerDiscreteScheduler'],
  [/ddim/, 'DDIMScheduler'],
  [/lcm/, 'LCMScheduler'],
  [/dpmpp/, 'DPMSolverMultistepScheduler'],
];
const classOf = (name: string) => classes.find(([pattern]) => pattern.test(name))?.[1];
const names = vectorNames.filter((name) => classOf(name) !== undefined);

/** diffusers clips by default; whether it had anything to clip is looked at in every run. */
function planOf(name: string, { config, timesteps }: RecordedRun) {
  const { num_inference_steps: given, ...fields } = config;
  const steps = typeof given === 'number' ? given : 10;
  const scheduler = readSchedulerConfig({ ...fields, clip_sample: false }, classOf(name));
  return planDenoising(scheduler, steps, { strength: timesteps.length / steps });
}

/** As diffusers' tests start: from a picture, where the run does not begin at the first timestep. */
function startOf(name: string, run: RecordedRun): Float32Array {
  const sample = scaleInput(dummySample(), run.init_noise_sigma);
  const [first] = planOf(name, run).steps;
  return name.includes('img2img') && first ? addNoise(sample, dummyNoise(), first.level) : sample;
}

describe.each(names)('%s', (name) => {
  const run = recordedRun(name);
  const plan = planOf(name, run);

  test('its timesteps and sigmas, to the bit', () => {
    expect(plan.steps.map(({ timestep }) => timestep)).toEqual(run.timesteps);
    expect(plan.sigmas ?? null).toEqual(run.sigmas);
    expect(Math.fround(plan.initialNoise)).toBe(run.init_noise_sigma);
  });

  test('the latents after every step', () => {
    const noise = new RecordedNoise(torchNoise());
    let latents = startOf(name, run);
    let previousClean: Float32Array | undefined;
    const clips = run.config.clip_sample === true;
    expect(run.per_step_abs_sum_first_last).toHaveLength(plan.steps.length);
    for (const [index, step] of plan.steps.entries()) {
      // diffusers' tests go on with the scaled latents, which no pipeline does.
      latents = scaleInput(latents, step.inputScale);
      const output = latents.map((value) => (value * step.timestep) / (step.timestep + 1));
      const clean = cleanEstimate(latents, output, step.clean);
      if (clips) expect(Math.max(...clean.map(Math.abs))).toBeLessThanOrEqual(1);
      latents = nextLatents(
        {
          latents,
          output,
          ...(previousClean ? { previousClean } : {}),
          ...(step.next.noise === 0 ? {} : { noise: noise.normal(latents.length) }),
        },
        step.next,
      );
      previousClean = clean;
      const [sum = NaN, first = NaN, last = NaN] = run.per_step_abs_sum_first_last[index] ?? [];
      expectNear(absoluteSum(latents), sum);
      expectNear(latents[0] ?? NaN, first);
      expectNear(latents.at(-1) ?? NaN, last);
    }
  });
});

function absoluteSum(values: Float32Array): number {
  return values.reduce((sum, value) => sum + Math.abs(value), 0);
}

/** diffusers computes in float32: where a step takes nearly equal numbers from each other, not more is left. */
function expectNear(actual: number, expected: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(2e-5 * Math.abs(expected));
}
