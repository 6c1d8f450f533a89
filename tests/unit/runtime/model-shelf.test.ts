import * as ort from 'onnxruntime-web';
import { beforeEach, expect, test, vi } from 'vitest';
import { pixelSourceOf } from '../../../images/pixel-source';
import { model as modnet } from '../../../models/catalog/entries/modnet';
import { model as segmenterEntry } from '../../../models/catalog/entries/slimsam';
import { model as classifierEntry } from '../../../models/catalog/entries/vit-base-nsfw-detector';
import type { ClassifierModel, ImageModel, SegmenterModel, SubjectModel } from '../../../models/catalog/model';
import type { ProbedGpu } from '../../../models/runtime/device';
import type { StoredModel } from '../../../models/store/read';
import { checkpointFiles, describeFiles } from '../../support/checkpoints';

const { opened, stored } = vi.hoisted(() => {
  /** What was opened and released, in order. */
  const opened: string[] = [];
  return { opened, stored: new Map<string, object>() };
});
vi.mock('../../../models/store/read', () => ({
  openStoredModel: (id: string) => Promise.resolve(stored.get(id)),
  openForTrial: vi.fn(),
}));
vi.mock('../../../models/runtime/device-facts', async (original) => ({
  ...(await original<object>()),
  readKeptTest: () => Promise.resolve(undefined),
}));
vi.mock('../../../models/runtime/image-model', () => ({
  openImageGraph: vi.fn(),
  openImageModel: (_: unknown, model: ImageModel) => {
    opened.push(`open ${model.id}`);
    const release = () => Promise.resolve(void opened.push(`release ${model.id}`));
    return Promise.resolve({ model, release, run: vi.fn() });
  },
}));
vi.mock('../../../models/safety/open-classifier', () => ({
  openClassifier: (_: unknown, model: ClassifierModel) => {
    opened.push(`open ${model.id}`);
    const release = () => Promise.resolve(void opened.push(`release ${model.id}`));
    const look = () => Promise.resolve({ outcome: 'fine', score: 0 });
    return Promise.resolve({ model, release, look });
  },
}));
vi.mock('../../../models/networks/open-network', () => ({
  openNetwork: (_: unknown, model: SubjectModel, _bytes: unknown, backend: string) => {
    opened.push(`open ${model.id} on ${backend}`);
    return Promise.resolve({ model, backend, release: () => Promise.resolve() });
  },
}));
vi.mock('../../../models/networks/open-segmenter', () => ({
  openSegmenter: (_: unknown, model: SegmenterModel, bytes: Record<string, unknown>, backend: string) => {
    opened.push(`open ${model.id}: ${Object.keys(bytes).join()} on ${backend}`);
    const release = () => Promise.resolve(void opened.push(`release ${model.id}`));
    return Promise.resolve({ model, release, see: vi.fn(), find: vi.fn() });
  },
}));
vi.mock('../../../models/onnx/externalise', () => ({
  externalise: () => Promise.resolve({ model: new Uint8Array(), externalData: [] }),
}));

const { ModelShelf } = await import('../../../models/runtime/model-shelf');

const need = { task: 'enlarge', scale: 2 };
const wasm: ProbedGpu = {
  device: { backend: 'wasm', reason: 'no-webgpu', threads: 1, adapter: '' },
  f16: false,
  largestBuffer: 0,
};

function put(id: string, change: Partial<ImageModel> & { bytes?: number } = {}): void {
  const { bytes = 1000, ...rest } = change;
  const model: ImageModel = {
    id,
    kind: 'image-to-image',
    name: id,
    tasks: ['enlarge'],
    source: { kind: 'own', files: [{ path: 'model.onnx', bytes, sha256: '0'.repeat(64) }] },
    graph: 'model.onnx',
    licence: '',
    needs: { f16: false, workingMemory: 0, largestTensor: 0 },
    scale: 2,
    multiple: 1,
    receptiveRadius: 0,
    white: 1,
    ...rest,
  };
  const files = new Map([['model.onnx', new Blob(['graph'])]]);
  stored.set(id, { graph: 'model.onnx', files, model, bytes } satisfies StoredModel);
}

const shelf = () => new ModelShelf(() => Promise.resolve(ort), 'https://package');

beforeEach(() => {
  opened.length = 0;
  stored.clear();
});

test('a model is opened once for each backend, also for two that want it at the same time', async () => {
  put('a');
  const models = shelf();
  const [first, second] = await Promise.all([models.open(need, wasm, 'a'), models.open(need, wasm, 'a')]);
  expect(first).toBe(second);
  expect(opened).toEqual(['open a']);
});

test('one model of the store is open at a time: the one before it is released first', async () => {
  put('a');
  put('b');
  const models = shelf();
  await models.open(need, wasm, 'a');
  await models.open(need, wasm, 'b');
  await models.open(need, wasm, 'a');
  expect(opened).toEqual(['open a', 'release a', 'open b', 'release b', 'open a']);
});

test('one that does something else, or does not fit, is not opened', async () => {
  put('other', { scale: 4 });
  put('huge', { bytes: 9e9 });
  put('for-gpus', { bytes: 3e9 });
  const models = shelf();
  await expect(models.open(need, wasm, 'other')).rejects.toMatchObject({ code: 'model-missing' });
  await expect(models.open(need, wasm, 'huge')).rejects.toMatchObject({ code: 'needs-memory' });
  await expect(models.open(need, wasm, 'for-gpus')).rejects.toMatchObject({ code: 'needs-gpu' });
  expect(opened).toEqual([]);
  // What failed does not stand in the way of the next.
  vi.spyOn(console, 'error').mockReturnValue(undefined);
  put('a');
  await models.open(need, wasm, 'a');
  expect(opened).toEqual(['open a']);
});

test('a network that GPUs get wrong runs on WebAssembly beside what runs on one, and only where it fits there', async () => {
  const gpu: ProbedGpu = { device: { backend: 'webgpu', reason: 'gpu', threads: 2, adapter: 'a card' }, f16: true, largestBuffer: 2 ** 30 };
  const files = new Map([[modnet.graph, new Blob(['graph'])]]);
  const large = { ...modnet, id: 'large', needs: { ...modnet.needs, workingMemory: 4e9 } };
  for (const model of [modnet, { ...modnet, id: 'anywhere', onlyOn: undefined }, large]) stored.set(model.id, { graph: model.graph, files, model, bytes: 1000 } satisfies StoredModel);
  const models = shelf();
  await models.openNetwork({ task: 'cut-out' }, gpu, 'anywhere');
  const network = await models.openNetwork({ task: 'cut-out' }, gpu, 'modnet');
  expect(opened).toEqual(['open anywhere on webgpu', 'open modnet on wasm']);
  expect(network.backend).toBe('wasm');
  await expect(models.openNetwork({ task: 'cut-out' }, gpu, 'large')).rejects.toMatchObject({ code: 'needs-memory' });
});

/** The recorded checkpoint, with a denoiser of so many bytes. */
async function putCheckpoint(id: string, bytes?: number): Promise<void> {
  const files = await checkpointFiles('tiny-sd');
  const described = await describeFiles(files);
  const { denoiser } = described.parts;
  const model = { ...described, id, parts: { ...described.parts, denoiser: { ...denoiser, bytes: bytes ?? denoiser.bytes } } };
  stored.set(id, { graph: denoiser.graph, files, model, bytes: 1 } satisfies StoredModel);
}

const create = { task: 'create' };

test('a checkpoint is made ready once, and in the place of the model before it', async () => {
  put('a');
  await putCheckpoint('sd');
  const models = shelf();
  await models.open(need, wasm, 'a');
  const [first, second] = await Promise.all([models.openCheckpoint(create, wasm, 'sd'), models.openCheckpoint(create, wasm, 'sd')]);
  expect(first).toBe(second);
  expect(opened).toEqual(['open a', 'release a']);
});

test('what is of another kind or does not fit is not made ready', async () => {
  put('a');
  await putCheckpoint('sd');
  await putCheckpoint('turbo', 3.46e9);
  const models = shelf();
  await expect(models.openCheckpoint(need, wasm, 'a')).rejects.toMatchObject({ code: 'model-missing' });
  await expect(models.open(create, wasm, 'sd')).rejects.toMatchObject({ code: 'model-missing' });
  await expect(models.openCheckpoint(create, wasm, 'turbo')).rejects.toMatchObject({ code: 'needs-gpu' });
  vi.spyOn(console, 'error').mockReturnValue(undefined);
  await expect(models.openCheckpoint(create, wasm, 'sd')).resolves.toMatchObject({ model: { id: 'sd' } });
});

test('prompts are read for a checkpoint that this device cannot run, too', async () => {
  await putCheckpoint('turbo', 3.46e9);
  const models = shelf();
  expect(await models.fitPrompt(create, 'turbo', 'a lighthouse')).toBe(12);
  await expect(models.fitPrompt(need, 'turbo', 'a lighthouse')).rejects.toMatchObject({ code: 'model-missing' });
});

function putClassifier(change: Partial<ClassifierModel> = {}): void {
  const model = { ...classifierEntry, id: 'looks', graph: 'model.onnx', ...change };
  stored.set('looks', { graph: 'model.onnx', files: new Map([['model.onnx', new Blob(['graph'])]]), model, bytes: 1 } satisfies StoredModel);
}

const pixel = pixelSourceOf(new Uint8Array(4), 1, 1);
const webgpu: ProbedGpu = { ...wasm, device: { ...wasm.device, backend: 'webgpu' }, largestBuffer: 2 ** 30 };

test('a classifier stays open beside the checkpoint, and goes when another model comes', async () => {
  put('a');
  putClassifier();
  await putCheckpoint('sd');
  const models = shelf();
  await models.openCheckpoint(create, wasm, 'sd');
  expect(await models.look('looks', wasm, pixel)).toEqual({ outcome: 'fine', score: 0 });
  await models.look('looks', wasm, pixel);
  expect(opened).toEqual(['open looks']);
  await models.openCheckpoint(create, wasm, 'sd');
  expect(opened).toEqual(['open looks']);
  await models.open(need, wasm, 'a');
  expect(opened).toEqual(['open looks', 'release looks', 'open a']);
});

test('where there is no room beside the checkpoint it comes in its place and goes again; beside one on a GPU there is', async () => {
  putClassifier({ needs: { ...classifierEntry.needs, workingMemory: 2e9 } });
  await putCheckpoint('sd', 0.8e9);
  const models = shelf();
  const checkpoint = await models.openCheckpoint(create, wasm, 'sd');
  const release = vi.spyOn(checkpoint, 'release');
  await models.look('looks', wasm, pixel);
  expect(release).toHaveBeenCalledOnce();
  expect(opened).toEqual(['open looks', 'release looks']);
  await models.openCheckpoint(create, webgpu, 'sd');
  await models.look('looks', webgpu, pixel);
  expect(opened).toEqual(['open looks', 'release looks', 'open looks']);
});

test('what is no classifier does not look, nor does what no heap holds', async () => {
  put('looks');
  const models = shelf();
  await expect(models.look('looks', wasm, pixel)).rejects.toMatchObject({ code: 'model-missing' });
  putClassifier({ needs: { ...classifierEntry.needs, workingMemory: 9e9 } });
  await expect(models.look('looks', wasm, pixel)).rejects.toMatchObject({ code: 'needs-memory' });
  putClassifier();
  await models.look('looks', wasm, pixel);
  expect(opened).toEqual(['open looks']);
});

test('a segmenter is opened with both its graphs, once, where it can be computed, and goes with all it knows when another model comes', async () => {
  const files = new Map([segmenterEntry.graph, segmenterEntry.decoder].map((path) => [path, new Blob(['graph'])]));
  stored.set('slimsam', { graph: segmenterEntry.graph, files, model: segmenterEntry, bytes: 10 } satisfies StoredModel);
  put('a');
  const models = shelf();
  const select = { task: 'select' };
  const [first, second] = await Promise.all([models.openSegmenter(select, wasm, 'slimsam'), models.openSegmenter(select, wasm, 'slimsam')]);
  expect(first).toBe(second);
  await models.open(need, wasm, 'a');
  expect(opened).toEqual(['open slimsam: encoder,decoder on wasm', 'release slimsam', 'open a']);
  await expect(models.openSegmenter(need, wasm, 'a')).rejects.toMatchObject({ code: 'model-missing' });
});
