import * as ort from 'onnxruntime-web';
import { beforeEach, expect, test, vi } from 'vitest';
import type { ImageModel } from '../../../models/catalog/model';
import type { ProbedGpu } from '../../../models/runtime/device';
import type { StoredModel } from '../../../models/store/read';

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
vi.mock('../../../models/runtime/session', () => ({
  openImageGraph: vi.fn(),
  openImageModel: (_: unknown, model: ImageModel) => {
    opened.push(`open ${model.id}`);
    const release = () => Promise.resolve(void opened.push(`release ${model.id}`));
    return Promise.resolve({ model, release, run: vi.fn() });
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
