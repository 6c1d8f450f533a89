import { expect, test } from 'vitest';
import { planDenoising } from '../../../models/diffusion/plan';
import { readSchedulerConfig } from '../../../models/diffusion/scheduler-config';
import { recordedCases, recordedTimesteps, vectorNames } from './recorded';

test.each(recordedCases)('$id: the timesteps and sigmas are those of diffusers, to the bit', (recorded) => {
  const { class_, config } = recorded.scheduler;
  const { strength } = recorded;
  const plan = planDenoising(readSchedulerConfig(config, class_), recorded.steps, strength === undefined ? {} : { strength });
  expect(plan.steps.map(({ timestep }) => timestep)).toEqual(recorded.expected.timesteps);
  expect(plan.sigmas ?? null).toEqual(recorded.expected.sigmas);
});

test('the cases cover every class but flow matching', () => {
  expect(recordedCases).toHaveLength(15);
  expect(new Set(recordedCases.map(({ scheduler }) => scheduler.class_)).size).toBe(5);
});

const lcm = vectorNames.filter((name) => name.startsWith('GEN_lcm_timesteps_'));

test.each(lcm)('%s', (name) => {
  const steps = Number(name.split('_').at(-1));
  const plan = planDenoising(readSchedulerConfig({}, 'LCMScheduler'), steps);
  expect(plan.steps.map(({ timestep }) => timestep)).toEqual(recordedTimesteps(name));
});

test('there are four of them', () => expect(lcm).toHaveLength(4));
