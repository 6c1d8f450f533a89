import { readFile } from 'node:fs/promises';
import * as ort from 'onnxruntime-web';
import { generate, type Checkpoint } from '../../models/diffusion/generate';
import { Graph } from '../../models/runtime/graph';
import { SeededNoise } from '../../models/diffusion/noise';
import { readSchedulerConfig } from '../../models/diffusion/scheduler-config';
import { importCheckpoint } from '../../tests/support/checkpoint-folders';
import { randomDenoiser } from '../../tests/fixtures/denoiser';
import type { ExtensionBrowser } from '../../tests/support/extension-browser';
import { openLibrary } from '../../tests/support/library';
import { sharedFile } from '../../tests/support/shared';
import { median } from './median';
import { openRecordedCheckpoint } from './run-case';

/** Milliseconds of the middle one of several. */
interface StepTimes {
  engine: number;
  bare: number;
}

const steps = 12;
const side = 256;
/** Width of what tiny-sd's text encoder gives. */
const textWidth = 32;

const scheduler = readSchedulerConfig(
  { beta_start: 0.00085, beta_end: 0.012, beta_schedule: 'scaled_linear', timestep_spacing: 'trailing' },
  'EulerDiscreteScheduler',
);

/** Time of a step of the engine, and of running the same graph alone on the same feeds. */
export async function measureSteps(which: 'tiny' | 'middle'): Promise<StepTimes> {
  const bytes = which === 'tiny' ? new Uint8Array(await readFile(sharedFile('golden/tiny-sd/unet/model.onnx'))) : randomDenoiser({ textWidth, blocks: 5 });
  const checkpoint = await openRecordedCheckpoint(ort, sharedFile('golden'), 'tiny-sd', 'unet');
  const denoiser = await Graph.open(ort, which, { graph: bytes }, 'wasm');
  // By turns, so that what else the machine does falls on both.
  const [engine, bare]: [number[], number[]] = [[], []];
  for (let round = 0; round < 3; round++) {
    engine.push(...(await engineSteps({ ...checkpoint, denoiser: () => Promise.resolve(denoiser) })));
    bare.push(...(await bareSteps(bytes)));
  }
  return { engine: median(engine), bare: median(bare) };
}

async function engineSteps(checkpoint: Checkpoint): Promise<number[]> {
  const ends: number[] = [];
  await generate(new AbortController().signal, checkpoint, {
    prompt: 'a lighthouse',
    width: side,
    height: side,
    steps,
    guidanceScale: 1,
    scheduler,
    noise: new SeededNoise(1),
    onStep: () => void ends.push(performance.now()),
  });
  // Up to the first step much else is done.
  return ends.slice(1).map((end, index) => end - (ends[index] ?? end));
}

async function bareSteps(bytes: Uint8Array): Promise<number[]> {
  const session = await ort.InferenceSession.create(bytes, { executionProviders: ['wasm'] });
  const latents = new Float32Array(4 * (side / 8) ** 2).fill(0.5);
  const feeds = {
    sample: new ort.Tensor('float32', latents, [1, 4, side / 8, side / 8]),
    timestep: new ort.Tensor('int64', BigInt64Array.of(500n), [1]),
    encoder_hidden_states: new ort.Tensor('float32', new Float32Array(77 * textWidth).fill(0.1), [1, 77, textWidth]),
  };
  const times: number[] = [];
  for (let step = 0; step < steps; step++) {
    const started = performance.now();
    await session.run(feeds);
    times.push(performance.now() - started);
  }
  await session.release();
  return times.slice(1);
}

interface Port {
  postMessage(message: unknown): void;
  onMessage: { addListener(listener: (message: { type: string }) => void): void };
}

declare const chrome: {
  runtime: { sendMessage(message: unknown): Promise<unknown>; connect(options: { name: string }): Port };
};

/** Milliseconds from asking for a picture to its first preview: with a worker that has to start, and with the same again. */
export async function measureFirstPreview(browser: ExtensionBrowser): Promise<{ cold: number; warm: number }> {
  const library = await openLibrary(browser);
  const model = await importCheckpoint(library, 'tiny-sd');
  const [cold = NaN, warm = NaN] = await library.tab.evaluate(async (id: string) => {
    await chrome.runtime.sendMessage({ name: 'prepare-host', payload: {} });
    const port = chrome.runtime.connect({ name: 'editor' });
    const waiting = new Map<string, () => void>();
    port.onMessage.addListener(({ type }) => {
      waiting.get(type)?.();
      waiting.delete(type);
    });
    const next = (type: string) => new Promise<void>((resolve) => waiting.set(type, resolve));
    const times: number[] = [];
    for (let seed = 0; seed < 2; seed++) {
      const started = performance.now();
      const [preview, finished] = [next('job-preview'), next('job-done')];
      const options = { prompt: 'a lighthouse', width: 256, height: 256, steps: 4, seed };
      const job = { jobId: crypto.randomUUID(), task: 'create', options, input: null, mask: null, model: id, backend: 'wasm', previewSize: 256 };
      port.postMessage({ type: 'run-job', job });
      await preview;
      times.push(performance.now() - started);
      await finished;
    }
    return times;
  }, model);
  return { cold, warm };
}
