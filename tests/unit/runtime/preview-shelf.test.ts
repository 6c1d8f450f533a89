import * as ort from 'onnxruntime-web';
import { beforeEach, expect, test, vi } from 'vitest';
import type { PreviewDecoderModel } from '../../../models/catalog/model';
import type { ProbedGpu } from '../../../models/runtime/device';
import { wasmDevice } from '../../support/devices';

const { events, stored, opening } = vi.hoisted(() => {
  const stored: { addedAt: number; model: PreviewDecoderModel }[] = [];
  /** What was opened and released, in order. */
  const events: string[] = [];
  return { events, stored, opening: { fails: false } };
});
vi.mock('../../../models/store/read', () => ({
  storedModels: () => Promise.resolve(stored),
  openStoredModel: () => Promise.resolve({ files: new Map() }),
}));
vi.mock('../../../models/runtime/device-facts', async (original) => ({
  ...(await original<object>()),
  readKeptTest: () => Promise.resolve(undefined),
}));
vi.mock('../../../models/diffusion/preview-decoder', () => ({
  PreviewDecoder: {
    open: (_: unknown, model: PreviewDecoderModel, __: unknown, { device }: ProbedGpu) => {
      events.push(`open ${model.id} ${device.backend}`);
      if (opening.fails) return Promise.reject(new Error('no decoder'));
      return Promise.resolve({ model, isBroken: false, release: () => Promise.resolve(void events.push(`release ${model.id}`)) });
    },
  },
}));

const { PreviewShelf } = await import('../../../models/runtime/preview-shelf');

function put(id: string, addedAt: number, family: PreviewDecoderModel['family'] = 'sd', workingMemory = 0): void {
  const source = { kind: 'own', files: [{ path: 'm.onnx', bytes: 5, sha256: '0'.repeat(64) }] } as const;
  const needs = { f16: false, workingMemory, largestTensor: 0 };
  stored.push({ addedAt, model: { id, kind: 'preview-decoder', name: id, tasks: ['create'], source: { ...source, files: [...source.files] }, graph: 'm.onnx', licence: '', needs, family } });
}

const shelf = () => new PreviewShelf(() => Promise.resolve(ort));

beforeEach(() => {
  vi.restoreAllMocks();
  events.length = 0;
  stored.length = 0;
  opening.fails = false;
});

test('the one that came last of a family is opened, once, and others are not', async () => {
  put('old', 1);
  put('new', 3);
  put('between', 2);
  put('other', 9, 'sdxl');
  const previews = shelf();
  const decoder = await previews.open('sd', wasmDevice);
  expect(decoder?.model.id).toBe('new');
  expect(await previews.open('sd', wasmDevice)).toBe(decoder);
  expect(events).toEqual(['open new wasm']);
  expect((await previews.open('sdxl', wasmDevice))?.model.id).toBe('other');
  expect(events.slice(1)).toEqual(['release new', 'open other wasm']);
});

test('one that was removed is released, and one for another backend opened anew', async () => {
  put('a', 1);
  const previews = shelf();
  await previews.open('sd', wasmDevice);
  const gpu: ProbedGpu = { device: { ...wasmDevice.device, backend: 'webgpu', reason: 'gpu' }, f16: false, largestBuffer: 2 ** 30 };
  await previews.open('sd', gpu);
  expect(events).toEqual(['open a wasm', 'release a', 'open a webgpu']);
  stored.length = 0;
  expect(await previews.open('sd', gpu)).toBeUndefined();
  expect(events.slice(3)).toEqual(['release a']);
});

test('one that this device cannot run is not opened', async () => {
  put('huge', 1, 'sd', 5e9);
  expect(await shelf().open('sd', wasmDevice)).toBeUndefined();
  expect(events).toEqual([]);
});

test('one that does not open, or broke, is not tried again', async () => {
  const told = vi.spyOn(console, 'error').mockReturnValue(undefined);
  put('a', 1);
  opening.fails = true;
  const previews = shelf();
  expect(await previews.open('sd', wasmDevice)).toBeUndefined();
  expect(await previews.open('sd', wasmDevice)).toBeUndefined();
  expect(events).toEqual(['open a wasm']);
  expect(told).toHaveBeenCalledTimes(1);

  opening.fails = false;
  put('b', 2);
  const decoder = await previews.open('sd', wasmDevice);
  expect(decoder?.model.id).toBe('b');
  if (decoder) decoder.isBroken = true;
  expect(await previews.open('sd', wasmDevice)).toBeUndefined();
  expect(events).toEqual(['open a wasm', 'open b wasm']);
});
