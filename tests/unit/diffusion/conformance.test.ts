import { readFileSync } from 'node:fs';
import * as ort from 'onnxruntime-web';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Checkpoint } from '../../../models/diffusion/generate';
import { parsePythonJson } from '../../../models/diffusion/python-json';
import { conformanceCases, type ConformanceCase } from '../../../scripts/support/conformance-case';
import { openRecordedCheckpoint, runCase } from '../../../scripts/support/run-case';
import { sharedFile } from '../../support/shared';

/** What diffusers computed, computed anew by the engine on onnxruntime's WebAssembly backend. */
const folder = sharedFile('golden');
const { cases } = conformanceCases.parse(parsePythonJson(readFileSync(sharedFile('golden/cases.json'), 'utf8')));

const checkpoints = new Map<string, Checkpoint>();

beforeAll(async () => {
  for (const model of new Set(cases.map((each) => each.model))) {
    checkpoints.set(model, await openRecordedCheckpoint(ort, folder, model, 'unet'));
  }
  checkpoints.set('half', await openRecordedCheckpoint(ort, folder, 'tiny-sd', 'unet_f16io'));
});

function checkpoint(name: string): Checkpoint {
  const found = checkpoints.get(name);
  if (!found) throw new Error(`no checkpoint ${name}`);
  return found;
}

function caseOf(id: string): ConformanceCase {
  const found = cases.find((each) => each.id === id);
  if (!found) throw new Error(`no case ${id}`);
  return found;
}

test('all that was recorded is compared', () => {
  expect(cases.length).toBeGreaterThanOrEqual(15);
});

test.each(cases.map((each) => [each.id, each] as const))('%s lands on the latents of every step', async (_, recorded) => {
  const { latentsPerStep, image, schedule } = await runCase(folder, recorded, checkpoint(recorded.model));
  expect(latentsPerStep).toHaveLength(recorded.expected.latentsPerStep.length);
  expect(Math.max(...latentsPerStep)).toBeLessThanOrEqual(1e-3);
  expect(schedule).toBeLessThanOrEqual(1e-3);
  expect(image).toBeLessThanOrEqual(1e-3);
});

const unguidedEuler = cases.filter(
  ({ model, guidanceScale, scheduler }) =>
    model === 'tiny-sd' && guidanceScale <= 1 && scheduler.class_ === 'EulerDiscreteScheduler',
);

test.each(unguidedEuler.map((each) => [each.id, each] as const))(
  '%s through a graph with inputs and outputs of 16 bits',
  async (_, recorded) => {
    const { latentsPerStep } = await runCase(folder, recorded, checkpoint('half'));
    expect(Math.max(...latentsPerStep)).toBeLessThanOrEqual(2e-2);
    // The other graph was run indeed.
    expect(Math.max(...latentsPerStep)).toBeGreaterThan(1e-4);
  },
);

describe('a comparison that can fail', () => {
  test.each([
    ['another prompt', { prompt: 'a photo of a cat' }],
    ['another guidance scale', { guidanceScale: 7 }],
    ['another negative prompt', { negativePrompt: 'sharp' }],
    ['another prediction', { predictionType: 'v_prediction' }],
  ] as const)('%s lands elsewhere', async (_, change) => {
    const { latentsPerStep } = await runCase(folder, { ...caseOf('euler-cfg'), ...change }, checkpoint('tiny-sd'));
    expect(Math.max(...latentsPerStep)).toBeGreaterThan(1e-3);
  });

  test('another strength runs other steps', async () => {
    const { latentsPerStep } = await runCase(folder, { ...caseOf('i2i-ddim'), strength: 0.8 }, checkpoint('tiny-sd'));
    expect(Math.max(...latentsPerStep)).toBeGreaterThan(1e-3);
    await expect(
      runCase(folder, { ...caseOf('i2i-ddim'), strength: 0.05 }, checkpoint('tiny-sd')),
    ).rejects.toMatchObject({ code: 'strength-too-low' });
  });
});

describe('what is not computed here is said', () => {
  test.each([
    ['a scheduler', { scheduler: { ...caseOf('turbo-1').scheduler, class_: 'HeunDiscreteScheduler' } }],
    ['a field', { scheduler: { ...caseOf('turbo-1').scheduler, config: { use_magic: true } } }],
    ['a prediction', { predictionType: 'guess' }],
  ])('%s that is unknown', async (_, change) => {
    await expect(runCase(folder, { ...caseOf('turbo-1'), ...change }, checkpoint('tiny-sd'))).rejects.toMatchObject({
      code: 'scheduler-unsupported',
    });
  });

  test('a field of a case that is unknown', () => {
    const [first] = cases;
    expect(conformanceCases.safeParse({ cases: [{ ...first, clipSkip: 2 }] }).success).toBe(false);
    expect(conformanceCases.safeParse({ cases: [{ ...first, task: 'img2img' }] }).success).toBe(false);
  });
});
