import * as ort from 'onnxruntime-web';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { buildModel } from '../../../models/onnx/graph-builder';
import { Graph } from '../../../models/runtime/graph';
import { openRecordedCheckpoint } from '../../../scripts/support/run-case';
import { generate, latentMask, type Checkpoint, type Generation } from '../../../models/diffusion/generate';
import { guidanceEmbedding } from '../../../models/diffusion/denoiser';
import { SeededNoise } from '../../../models/diffusion/noise';
import { readSchedulerConfig } from '../../../models/diffusion/scheduler-config';
import { sharedFile } from '../../support/shared';

const scheduler = readSchedulerConfig(
  { beta_start: 0.00085, beta_end: 0.012, beta_schedule: 'scaled_linear', timestep_spacing: 'trailing' },
  'EulerDiscreteScheduler',
);

let checkpoint: Checkpoint;

beforeAll(async () => {
  checkpoint = await openRecordedCheckpoint(ort, sharedFile('golden'), 'tiny-sd', 'unet');
});

function generation(changes: Partial<Generation> = {}): Generation {
  return {
    prompt: 'a lighthouse',
    negativePrompt: '',
    width: 64,
    height: 32,
    steps: 3,
    guidanceScale: 1,
    scheduler,
    noise: new SeededNoise(7),
    ...changes,
  };
}

const run = (changes: Partial<Generation> = {}, signal = new AbortController().signal) =>
  generate(signal, checkpoint, generation(changes));

describe('a picture from words', () => {
  test('has the size that was asked for, and values of a picture', async () => {
    const { data, width, height } = await run();
    expect([width, height, data.length]).toEqual([64, 32, 3 * 64 * 32]);
    expect(data.every((value) => value >= 0 && value <= 1)).toBe(true);
  });

  test('is the same for the same seed, and another for another seed or variation', async () => {
    const first = await run();
    expect((await run()).data).toEqual(first.data);
    expect((await run({ noise: new SeededNoise(8) })).data).not.toEqual(first.data);
    expect((await run({ noise: new SeededNoise(7, 1) })).data).not.toEqual(first.data);
  });

  test('tells every step, with an estimate of the end', async () => {
    const steps: number[] = [];
    await run({
      onBegin: (all) => steps.push(-all),
      onStep: ({ index, steps: all, clean, shape }) => {
        steps.push(index);
        expect(all).toBe(3);
        expect(clean).toHaveLength(shape.channels * shape.height * shape.width);
      },
    });
    expect(steps).toEqual([-3, 0, 1, 2]);
  });

  test('stops before the next step when it is cancelled', async () => {
    const abort = new AbortController();
    let steps = 0;
    const stopped = run(
      {
        onStep: () => {
          steps += 1;
          abort.abort(new Error('enough'));
        },
      },
      abort.signal,
    );
    await expect(stopped).rejects.toThrow('enough');
    expect(steps).toBe(1);
  });

  test.each([{ width: 60 }, { height: 0 }, { steps: 0 }, { steps: 2.5 }])('is refused with %o', async (changes) => {
    await expect(run(changes)).rejects.toMatchObject({ code: 'options-invalid' });
  });

  test('guides in two runs as in one', async () => {
    const denoiser = await checkpoint.denoiser(1);
    const runs = vi.spyOn(denoiser, 'run');
    const guided = { guidanceScale: 5, negativePrompt: 'blurry' };
    const together = await run(guided);
    const apart = await run({ ...guided, guidesInTurn: true });
    const rows = runs.mock.calls.map(([values]) => values.sample?.dims[0]);
    expect(rows).toEqual([2, 2, 2, 1, 1, 1, 1, 1, 1]);
    const differences = together.data.map((value, index) => Math.abs(value - (apart.data[index] ?? NaN)));
    expect(Math.max(...differences)).toBeLessThan(1e-4);
  });
});

test('a network with guidance distilled into it is told the scale, and runs once for each step', async () => {
  const free = { type: 'float32' } as const;
  const graph = await Graph.open(
    ort,
    'distilled',
    {
      graph: buildModel({
        inputs: [
          { name: 'sample', ...free, dims: ['n', 4, 'h', 'w'] },
          { name: 'timestep', ...free, dims: ['n'] },
          { name: 'encoder_hidden_states', ...free, dims: ['n', 77, 32] },
          { name: 'timestep_cond', ...free, dims: ['n', 256] },
        ],
        outputs: [{ name: 'out_sample', ...free, dims: ['n', 4, 'h', 'w'] }],
        nodes: [{ op: 'Identity', inputs: ['sample'], outputs: ['out_sample'] }],
      }),
    },
    'wasm',
  );
  const runs = vi.spyOn(graph, 'run');
  const distilled = { ...checkpoint, denoiser: () => Promise.resolve(graph) };
  await generate(new AbortController().signal, distilled, generation({ guidanceScale: 8 }));
  const told = runs.mock.calls.map(([values]) => [values.sample?.dims[0], values.timestep_cond?.data[0]]);
  const expected = guidanceEmbedding(7, 256)[0];
  expect(told).toEqual([[1, expected], [1, expected], [1, expected]]);
});

describe('a picture from a picture', () => {
  const picture = {
    width: 64,
    height: 32,
    data: Float32Array.from({ length: 3 * 64 * 32 }, (_, index) => (index % 64) / 63),
  };

  test('has to be of the size', async () => {
    await expect(run({ width: 32, from: { picture, strength: 1 } })).rejects.toMatchObject({ code: 'options-invalid' });
  });

  test('needs an encoder', async () => {
    const without = { ...checkpoint, vaeEncoder: undefined };
    await expect(
      generate(new AbortController().signal, without, generation({ from: { picture, strength: 1 } })),
    ).rejects.toMatchObject({ code: 'options-invalid' });
  });

  test('keeps the latents outside the mask to the bit', async () => {
    // The right half is made anew.
    const mask = Float32Array.from({ length: 64 * 32 }, (_, index) => (index % 64 >= 32 ? 1 : 0));
    const ends: Float32Array[] = [];
    const onStep: Generation['onStep'] = ({ latents, index, steps }) => {
      if (index === steps - 1) ends.push(latents.slice());
    };
    await run({ from: { picture, strength: 1, mask }, onStep });
    await run({ prompt: 'a forest', noise: new SeededNoise(9), from: { picture, strength: 1, mask }, onStep });
    const [first, second] = ends;
    const isKept = (index: number) => index % 8 < 4;
    expect(first?.filter((_, index) => isKept(index))).toEqual(second?.filter((_, index) => isKept(index)));
    expect(first?.filter((_, index) => !isKept(index))).not.toEqual(second?.filter((_, index) => !isKept(index)));
  });
});

test('a mask shrinks to the upper left pixel of each latent, and a half counts as made anew', () => {
  const mask = new Float32Array(16 * 8);
  mask[0] = 0.5;
  mask[8] = 0.49;
  expect(latentMask(mask, { channels: 4, width: 2, height: 1 }, 8)).toEqual(Float32Array.of(1, 0));
});

test('guidance as distilled networks hear it', () => {
  const embedding = guidanceEmbedding(7.5, 256);
  expect(embedding).toHaveLength(256);
  expect(embedding[0]).toBeCloseTo(Math.sin(7500), 5);
  expect(embedding[128]).toBeCloseTo(Math.cos(7500), 5);
  expect(embedding[127]).toBeCloseTo(Math.sin(0.75), 5);
  expect(embedding[255]).toBeCloseTo(Math.cos(0.75), 5);
});
