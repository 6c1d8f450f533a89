import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { parsePythonJson } from '../../../models/diffusion/python-json';
import { sharedFile } from '../../support/shared';

const fields = z.record(z.string(), z.unknown());
const numbers = z.array(z.number());

const cases = z.object({
  cases: z.array(
    z.object({
      id: z.string(),
      steps: z.number(),
      strength: z.number().optional(),
      scheduler: z.object({ class_: z.string(), config: fields }),
      expected: z.object({ timesteps: numbers, sigmas: numbers.nullable() }),
    }),
  ),
});

/** What diffusers' pipelines did, of `golden/cases.json`. */
export const recordedCases = cases.parse(parsePythonJson(readFileSync(sharedFile('golden/cases.json'), 'utf8'))).cases;

const run = z.object({
  config: fields,
  timesteps: numbers,
  sigmas: numbers.nullable(),
  init_noise_sigma: z.number(),
  sum: z.number(),
  per_step_abs_sum_first_last: z.array(z.tuple([z.number(), z.number(), z.number()])),
});
export type RecordedRun = z.infer<typeof run>;

const vectors = fields.parse(
  parsePythonJson(readFileSync(sharedFile('reference/diffusers_scheduler_vectors.json'), 'utf8')),
);

/** The names of everything in `diffusers_scheduler_vectors.json`. */
export const vectorNames: readonly string[] = Object.keys(vectors);

/** What diffusers' schedulers did with the denoiser x·t/(t+1), of `diffusers_scheduler_vectors.json`. */
export function recordedRun(name: string): RecordedRun {
  return run.parse(vectors[name]);
}

export function recordedTimesteps(name: string): number[] {
  return numbers.parse(vectors[name]);
}

/** Ten tensors [4,3,8,8] of standard normal noise, in the order in which torch draws them from seed 0. */
export function torchNoise(): Float32Array[] {
  const file = readFileSync(sharedFile('reference/torch_seed0_randn_10x4x3x8x8.npy'));
  // The head of a numpy file: six bytes of name, two of version, two of the length of what follows.
  const start = 10 + file.readUInt16LE(8);
  return Array.from({ length: 10 }, (_, tensor) =>
    Float32Array.from({ length: 768 }, (_, index) => file.readFloatLE(start + 4 * (tensor * 768 + index))),
  );
}

/** diffusers' `dummy_sample_deter` [4,3,8,8]: 0 to 767 over 768, laid out with the first side last. */
export function dummySample(): Float32Array {
  return dummy((index) => index);
}

/** diffusers' `dummy_noise_deter`: the same from the end. */
export function dummyNoise(): Float32Array {
  return dummy((index) => 767 - index);
}

function dummy(value: (index: number) => number): Float32Array {
  return Float32Array.from({ length: 768 }, (_, place) => value((place % 192) * 4 + Math.floor(place / 192)) / 768);
}
