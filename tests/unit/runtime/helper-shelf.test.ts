import * as ort from 'onnxruntime-web';
import { beforeEach, expect, test, vi } from 'vitest';
import { faceDetectorModel, type FaceDetectorModel, type NetworkModel } from '../../../models/catalog/model';
import { findTask } from '../../../models/tasks/registry';

const { events, stored, opening } = vi.hoisted(() => {
  const stored: { addedAt: number; files: { bytes: number }[]; model: FaceDetectorModel }[] = [];
  /** What was opened and released, in order. */
  const events: string[] = [];
  return { events, stored, opening: { fails: false } };
});
vi.mock('../../../models/store/read', () => ({
  storedModels: () => Promise.resolve(stored),
  openStoredModel: () => Promise.resolve({ files: new Map(), graph: 'm.onnx' }),
}));
vi.mock('../../../models/runtime/graph-bytes', () => ({ graphBytesOf: () => Promise.resolve({ graph: new Uint8Array() }) }));
vi.mock('../../../models/networks/open-network', () => ({
  openNetwork: (_: unknown, model: NetworkModel, __: unknown, backend: string) => {
    events.push(`open ${model.id} ${backend}`);
    if (opening.fails) return Promise.reject(new Error('no network'));
    return Promise.resolve({ model, release: () => Promise.resolve(void events.push(`release ${model.id}`)) });
  },
}));

const { HelperShelf } = await import('../../../models/runtime/helper-shelf');

const helper = findTask('restore-faces')?.helper;

function put(id: string, addedAt: number, decoder: 'yunet' | 'ultraface' = 'yunet', bytes = 300_000): void {
  const model = faceDetectorModel.parse({
    id, kind: 'face-detector', name: id, tasks: ['blur-faces'], graph: 'm.onnx', licence: '', decoder, threshold: 0.6, overlap: 0.3,
    source: { kind: 'own', files: [{ path: 'm.onnx', bytes, sha256: '0'.repeat(64) }] },
    needs: { f16: false, workingMemory: 0, largestTensor: 0 },
    input: { longest: 640, multiple: 32 },
  });
  stored.push({ addedAt, files: [{ bytes }], model });
}

function shelf() {
  if (!helper) throw new Error('no helper');
  const helpers = new HelperShelf(() => Promise.resolve(ort));
  return () => helpers.open(helper, 1);
}

beforeEach(() => {
  events.length = 0;
  stored.length = 0;
  opening.fails = false;
});

test('of those that help the one that came last is opened, once, on WebAssembly', async () => {
  put('old', 1);
  put('new', 2);
  put('of-another-kind', 9, 'ultraface');
  put('too-large', 8, 'yunet', 2 ** 30);
  const open = shelf();
  const network = await open();
  expect(network?.model.id).toBe('new');
  expect(await open()).toBe(network);
  expect(events).toEqual(['open new wasm']);
});

test('one that is not there any more is released', async () => {
  put('a', 1);
  const open = shelf();
  await open();
  stored.length = 0;
  expect(await open()).toBeUndefined();
  expect(events).toEqual(['open a wasm', 'release a']);
});

test('one that could not be opened is told of, and opened anew', async () => {
  put('a', 1);
  const open = shelf();
  opening.fails = true;
  await expect(open()).rejects.toThrow('no network');
  opening.fails = false;
  expect((await open())?.model.id).toBe('a');
});
