import * as ort from 'onnxruntime-web';
import { expect, test } from 'vitest';
import type { ImageModel } from '../../../models/catalog/model';
import { externalise } from '../../../models/onnx/externalise';
import { buildModel, float16Tensor, float32Tensor } from '../../../models/onnx/graph-builder';
import { openImageModel } from '../../../models/runtime/image-model';
import type { GraphBytes } from '../../../models/runtime/session';

const [width, height] = [4, 3];
const input = {
  data: Float32Array.from({ length: 3 * width * height }, (_, i) => i / 36),
  width,
  height,
};

function model(overrides: Partial<ImageModel> = {}): ImageModel {
  return {
    id: 'test-model',
    kind: 'image-to-image',
    name: 'Test',
    tasks: ['repair'],
    source: { kind: 'own', files: [{ path: 'model.onnx', bytes: 1, sha256: '0'.repeat(64) }] },
    graph: 'model.onnx',
    licence: '',
    needs: { f16: false, workingMemory: 0, largestTensor: 0 },
    scale: 1,
    multiple: 1,
    receptiveRadius: 0,
    white: 1,
    ...overrides,
  };
}

/** `output = Clip(input, 0, limit) + lift`, in one type. */
function graph(type: 'float32' | 'float16', limit: number, lift: number): Uint8Array<ArrayBuffer> {
  const tensor = type === 'float32' ? float32Tensor : float16Tensor;
  const dims = [1, 3, 'height', 'width'];
  return buildModel({
    inputs: [{ name: 'picture', type, dims }],
    outputs: [{ name: 'result', type, dims }],
    initializers: [tensor('zero', [], [0]), tensor('limit', [], [limit]), tensor('lift', [1], [lift])],
    nodes: [
      { op: 'Clip', inputs: ['picture', 'zero', 'limit'], outputs: ['clipped'] },
      { op: 'Add', inputs: ['clipped', 'lift'], outputs: ['result'] },
    ],
  });
}

async function run(bytes: GraphBytes, entry: ImageModel): Promise<Float32Array> {
  const opened = await openImageModel(ort, entry, bytes, 'wasm');
  const before = Float32Array.from(input.data);
  const result = await opened.run(input);
  // The picture is whoever's who asked.
  expect(input.data).toEqual(before);
  expect([result.width, result.height]).toEqual([width * entry.scale, height * entry.scale]);
  return result.data;
}

function expectNear(found: Float32Array, expected: (value: number) => number, tolerance: number): void {
  expect(found).toHaveLength(input.data.length);
  for (const [i, value] of input.data.entries()) {
    expect(Math.abs((found[i] ?? NaN) - expected(value))).toBeLessThanOrEqual(tolerance);
  }
}

test('a graph in float16 takes and gives the same numbers, as well as float16 can', async () => {
  expectNear(await run({ graph: graph('float16', 0.5, 0.25) }, model()), (value) => Math.min(value, 0.5) + 0.25, 1e-3);
});

test.each(['float32', 'float16'] as const)('white that is 255 in %s is 1 outside of the model', async (type) => {
  const found = await run({ graph: graph(type, 127.5, 25.5) }, model({ white: 255 }));
  expectNear(found, (value) => Math.min(value, 0.5) + 0.1, type === 'float32' ? 1e-6 : 1e-3);
});

test('a model that does not enlarge as its entry says fails', async () => {
  const opened = await openImageModel(ort, model({ scale: 2 }), { graph: graph('float32', 1, 0) }, 'wasm');
  await expect(opened.run(input)).rejects.toMatchObject({ code: 'model-failed' });
});

test('what is no graph fails as such', async () => {
  const opening = openImageModel(ort, model(), { graph: new TextEncoder().encode('no graph') }, 'wasm');
  await expect(opening).rejects.toMatchObject({ code: 'model-failed' });
});

test('weights may lie beside the graph', async () => {
  const weights = Float32Array.from({ length: 9 }, (_, i) => (i % 4 === 0 ? 0.5 : 0));
  const whole = buildModel({
    inputs: [{ name: 'picture', type: 'float32', dims: [1, 3, 'height', 'width'] }],
    outputs: [{ name: 'result', type: 'float32', dims: [1, 3, 'height', 'width'] }],
    initializers: [float32Tensor('weights', [3, 3, 1, 1], weights)],
    nodes: [{ op: 'Conv', inputs: ['picture', 'weights'], outputs: ['result'] }],
  });
  const { model: rest, externalData } = await externalise(new Blob([whole]), new Map(), { threshold: 16 });
  expect(externalData).toHaveLength(1);
  expectNear(await run({ graph: rest, externalData }, model()), (value) => value / 2, 1e-6);
});

test('what memory cannot hold is told as that', async () => {
  const full = {
    ...ort,
    InferenceSession: { ...ort.InferenceSession, create: () => Promise.reject(new Error('failed: std::bad_alloc')) },
  };
  const bytes = { graph: new Uint8Array() };
  await expect(openImageModel(full, model(), bytes, 'wasm')).rejects.toMatchObject({ code: 'out-of-memory' });
  // Such a job is done again on the processor.
  await expect(openImageModel(full, model(), bytes, 'webgpu')).rejects.toMatchObject({ code: 'gpu-failed' });
});
