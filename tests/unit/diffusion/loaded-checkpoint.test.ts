import * as ort from 'onnxruntime-web';
import { beforeAll, beforeEach, describe, expect, test, vi, type MockInstance } from 'vitest';
import { roomForParts } from '../../../models/catalog/memory-plan';
import type { CheckpointModel } from '../../../models/catalog/model';
import { Graph } from '../../../models/runtime/graph';
import { loadCheckpoint, type CheckpointGeneration } from '../../../models/diffusion/loaded-checkpoint';
import { SeededNoise } from '../../../models/diffusion/noise';
import type { ProbedGpu } from '../../../models/runtime/device';
import { checkpointFiles, describeFiles } from '../../support/checkpoints';
import { wasmDevice } from '../../support/devices';

const files = await checkpointFiles('tiny-sd');
const xlFiles = await checkpointFiles('tiny-sdxl');

let model: CheckpointModel;
let xl: CheckpointModel;

beforeAll(async () => {
  model = await describeFiles(files);
  xl = await describeFiles(xlFiles);
});

const open = Graph.open.bind(Graph);

let opening: MockInstance<typeof open>;

/** Folders of the graphs that were opened and released, and rows that went into each run. */
const events: string[] = [];

beforeEach(() => {
  vi.restoreAllMocks();
  events.length = 0;
  opening = vi.spyOn(Graph, 'open').mockImplementation(async (...args) => {
    const [, name] = args;
    const folder = name.replace('/model.onnx', '');
    events.push(`open ${folder}`);
    const graph = await open(...args);
    const { run, release } = { run: graph.run.bind(graph), release: graph.release.bind(graph) };
    vi.spyOn(graph, 'run').mockImplementation((values) => {
      events.push(`${folder} ×${Object.values(values)[0]?.dims[0] ?? 0}`);
      return run(values);
    });
    vi.spyOn(graph, 'release').mockImplementation(() => {
      events.push(`release ${folder}`);
      return release();
    });
    return graph;
  });
});

/** The same with parts that take so many times what they do. */
function heavier(of: CheckpointModel, times: number): CheckpointModel {
  const { textEncoders, denoiser, vaeDecoder, vaeEncoder } = of.parts;
  const scaled = <Part extends { bytes: number }>(part: Part): Part => ({ ...part, bytes: Math.round(part.bytes * times) });
  return {
    ...of,
    parts: {
      textEncoders: textEncoders.map(scaled),
      denoiser: scaled(denoiser),
      ...(vaeDecoder && { vaeDecoder: scaled(vaeDecoder) }),
      ...(vaeEncoder && { vaeEncoder: scaled(vaeEncoder) }),
    },
  };
}

function generation(changes: Partial<CheckpointGeneration> = {}): CheckpointGeneration {
  return { prompt: 'a lighthouse', negativePrompt: 'blur', width: 64, height: 64, steps: 1, guidanceScale: 5, noise: new SeededNoise(3), ...changes };
}

const signal = new AbortController().signal;

describe('memory', () => {
  test('that holds all parts keeps them open from run to run, and reads a prompt once', async () => {
    const loaded = loadCheckpoint(ort, model, files, wasmDevice);
    const first = await loaded.generate(signal, generation());
    expect(events).toEqual(['open text_encoder', 'text_encoder ×1', 'text_encoder ×1', 'open unet', 'unet ×2', 'open vae_decoder', 'vae_decoder ×1']);
    events.length = 0;
    expect((await loaded.generate(signal, generation())).data).toEqual(first.data);
    expect(events).toEqual(['unet ×2', 'vae_decoder ×1']);
    events.length = 0;
    await loaded.generate(signal, generation({ prompt: 'a harbour' }));
    expect(events).toEqual(['text_encoder ×1', 'unet ×2', 'vae_decoder ×1']);
    events.length = 0;
    await loaded.release();
    expect(events.toSorted()).toEqual(['release text_encoder', 'release unet', 'release vae_decoder']);
  });

  test('that is short holds one part after the other, with the same result', async () => {
    const whole = await loadCheckpoint(ort, model, files, wasmDevice).generate(signal, generation());
    events.length = 0;
    // 13 MB of text encoder, 8 of denoiser, 4 of decoder, as WebAssembly holds them, 250 times: all do not fit together.
    const loaded = loadCheckpoint(ort, heavier(model, 250), files, wasmDevice);
    const parts = await loaded.generate(signal, generation());
    expect(events).toEqual([
      ...['open text_encoder', 'text_encoder ×1', 'text_encoder ×1', 'release text_encoder'],
      ...['open unet', 'unet ×2'],
      ...['open vae_decoder', 'vae_decoder ×1'],
    ]);
    expect(parts.data).toEqual(whole.data);
    events.length = 0;
    await loaded.generate(signal, generation());
    expect(events).toEqual(['unet ×2', 'vae_decoder ×1']);
  });

  test('of two text encoders each is opened once for both prompts', async () => {
    const loaded = loadCheckpoint(ort, heavier(xl, 200), xlFiles, wasmDevice);
    await loaded.generate(signal, generation());
    expect(events.slice(0, 7)).toEqual([
      ...['open text_encoder', 'text_encoder ×1', 'text_encoder ×1', 'release text_encoder'],
      ...['open text_encoder_2', 'text_encoder_2 ×1', 'text_encoder_2 ×1'],
    ]);
  });

  test('that holds a run for both prompts beside the denoiser alone is made free for it, and only for it', async () => {
    // 8 MB of denoiser and 13 of text encoder, as WebAssembly holds them.
    const memoryPerPixel = (3.5e9 - 14e6) / 64 / 64 / 2;
    const tight = { ...model, parts: { ...model.parts, denoiser: { ...model.parts.denoiser, memoryPerPixel } } };
    const loaded = loadCheckpoint(ort, tight, files, wasmDevice);
    await loaded.generate(signal, generation({ guidanceScale: 1 }));
    expect(events).toEqual(['open text_encoder', 'text_encoder ×1', 'open unet', 'unet ×1', 'open vae_decoder', 'vae_decoder ×1']);
    events.length = 0;
    await loaded.generate(signal, generation());
    expect(events).toEqual(['text_encoder ×1', 'release text_encoder', 'unet ×2', 'vae_decoder ×1']);
  });

  test('that does not hold a run for both prompts guides in two', async () => {
    const loaded = loadCheckpoint(
      ort,
      { ...model, parts: { ...model.parts, denoiser: { ...model.parts.denoiser, memoryPerPixel: 3.5e9 / 64 / 64 / 1.5 } } },
      files,
      wasmDevice,
    );
    const apart = await loaded.generate(signal, generation());
    expect(events.filter((event) => event.startsWith('unet'))).toEqual(['unet ×1', 'unet ×1']);
    const together = await loadCheckpoint(ort, model, files, wasmDevice).generate(signal, generation());
    const differences = together.data.map((value, index) => Math.abs(value - (apart.data[index] ?? NaN)));
    expect(Math.max(...differences)).toBeLessThan(1e-4);
  });
});

test('what is left of memory is what open parts leave', async () => {
  const loaded = loadCheckpoint(ort, model, files, wasmDevice);
  expect(loaded.roomLeft()).toBe(roomForParts.wasm);
  await loaded.generate(signal, generation());
  const { textEncoders, denoiser, vaeDecoder } = model.parts;
  const opened = [...textEncoders, denoiser, ...(vaeDecoder ? [vaeDecoder] : [])];
  expect(loaded.roomLeft()).toBe(roomForParts.wasm - opened.reduce((sum, { bytes }) => sum + 2 * bytes, 0));
  await loaded.release();
  expect(loaded.roomLeft()).toBe(roomForParts.wasm);
});

test('a graph that could not be opened is opened anew', async () => {
  const loaded = loadCheckpoint(ort, model, files, wasmDevice);
  opening.mockRejectedValueOnce(new Error('just now'));
  await expect(loaded.generate(signal, generation())).rejects.toThrow('just now');
  await expect(loaded.generate(signal, generation())).resolves.toMatchObject({ width: 64 });
});

test('a network that was distilled to few steps reads no negative prompt', async () => {
  const loaded = loadCheckpoint(ort, { ...model, defaults: { ...model.defaults, guided: false } }, files, wasmDevice);
  await loaded.generate(signal, generation());
  expect(events).toEqual(['open text_encoder', 'text_encoder ×1', 'open unet', 'unet ×1', 'open vae_decoder', 'vae_decoder ×1']);
});

describe('what a prompt is read of', () => {
  test('is all of a short one, and ends where the rest is cut', async () => {
    const loaded = loadCheckpoint(ort, model, files, wasmDevice);
    expect(await loaded.fitPrompt('a lighthouse')).toBe(12);
    expect(await loaded.fitPrompt('')).toBe(0);
    const long = `${'one '.repeat(75)} two three  `;
    expect(long.slice(await loaded.fitPrompt(long))).toBe('two three  ');
    // No graph was opened for that.
    expect(events).toEqual([]);
  });
});

describe('a picture that is none', () => {
  const gpu: ProbedGpu = { device: { backend: 'webgpu', reason: 'gpu', threads: 1, adapter: 'a' }, f16: true, largestBuffer: 2 ** 30 };

  /** Runs with a decoder that gives one value throughout, as if on this device. */
  async function withDecoder(value: number, device: ProbedGpu, changes: Partial<CheckpointGeneration> = {}) {
    vi.spyOn(Graph, 'open').mockImplementation(async (engine, name, bytes, _, optimization) => {
      const graph = await open(engine, name, bytes, 'wasm', optimization);
      if (!name.startsWith('vae_decoder')) return graph;
      const { width = 64, height = 64 } = changes;
      vi.spyOn(graph, 'run').mockImplementation(() =>
        Promise.resolve(new Map([['sample', { data: new Float32Array(3 * width * height).fill(value), dims: [1, 3, height, width] }]])),
      );
      return graph;
    });
    return loadCheckpoint(ort, model, files, device).generate(signal, generation(changes));
  }

  test.each([
    ['no numbers', NaN],
    ['black throughout', -1.2],
  ])('%s: a GPU has failed, and on WebAssembly the model has', async (_, value) => {
    await expect(withDecoder(value, gpu)).rejects.toMatchObject({ code: 'gpu-failed' });
    await expect(withDecoder(value, wasmDevice)).rejects.toMatchObject({ code: 'not-finite' });
  });

  test('one that is only dark is a picture, and so is a black one that was to stay black', async () => {
    await expect(withDecoder(-0.99, gpu)).resolves.toMatchObject({ width: 64 });
    const from = { picture: { data: new Float32Array(3 * 64 * 64), width: 64, height: 64 }, strength: 1 };
    await expect(withDecoder(-1.2, gpu, { from })).resolves.toMatchObject({ width: 64 });
  });
});
