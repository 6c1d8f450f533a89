import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import * as ort from 'onnxruntime-web';
import { expect, test } from 'vitest';
import { buildModel, float32Tensor, int64Tensor, type NodeSpec } from '../../../models/onnx/graph-builder';
import { holdStatistics } from '../../../models/onnx/hold-statistics';
import { WireError } from '../../../models/onnx/wire';
import { Graph } from '../../../models/runtime/graph';
import { sharedFile } from '../../support/shared';

const dims = ['N', 2, 'H', 'W'];
const normalise = (input: string, output: string, attributes?: NodeSpec['attributes']): NodeSpec => ({
  op: 'InstanceNormalization',
  inputs: [input, 'scale', 'bias'],
  outputs: [output],
  ...(attributes ? { attributes } : {}),
});
const network = (nodes: NodeSpec[], opset = 13, type: 'float32' | 'float16' = 'float32') =>
  buildModel({
    opset,
    nodes,
    inputs: [{ name: 'x', type, dims }],
    outputs: [{ name: 'y', type, dims }],
    initializers: [float32Tensor('scale', [2], [2, -0.5]), float32Tensor('bias', [2], [0.25, 3])],
  });
const twice = [normalise('x', 'a', { epsilon: { float: 0.1 } }), { op: 'Relu', inputs: ['a'], outputs: ['b'] }, normalise('b', 'y')];
const value = { data: Float32Array.from({ length: 2 * 3 * 4 }, (_, i) => Math.sin(i) * (i % 5)), dims: [1, 2, 3, 4] };
const open = (graph: Uint8Array) => Graph.open(ort, 'test', { graph }, 'wasm');

test.each([7, 13, 17])('measured and applied, operators of version %i give what the graph gives', async (opset) => {
  const graph = network(twice, opset);
  const held = await holdStatistics(graph);
  if (!held) throw new Error('not held');
  expect(held.statistics).toHaveLength(4);
  const wanted = (await (await open(graph)).run({ x: value })).get('y');
  const statistics = await (await open(held.measuring)).run({ x: value });
  expect([...statistics.keys()]).toEqual(held.statistics);
  const found = (await (await open(held.applying)).run({ x: value, ...Object.fromEntries(statistics) })).get('y');
  expect(found?.dims).toEqual(wanted?.dims);
  for (const [i, each] of (found?.data ?? []).entries()) expect(each).toBeCloseTo(wanted?.data[i] ?? NaN, 5);
});

test('a part gets what the whole has, and not its own', async () => {
  const held = await holdStatistics(network(twice));
  if (!held) throw new Error('not held');
  const statistics = Object.fromEntries(await (await open(held.measuring)).run({ x: value }));
  const applying = await open(held.applying);
  const whole = (await applying.run({ x: value, ...statistics })).get('y')?.data ?? [];
  const part = { data: Float32Array.from([...value.data.slice(0, 4), ...value.data.slice(12, 16)]), dims: [1, 2, 1, 4] };
  const first = (await applying.run({ x: part, ...statistics })).get('y')?.data;
  expect([...(first ?? [])]).toEqual([...whole.slice(0, 4), ...whole.slice(12, 16)]);
});

test('what has no such normalisation stays as it is, and so do float16 and old operators', async () => {
  expect(await holdStatistics(network([{ op: 'Relu', inputs: ['x'], outputs: ['y'] }]))).toBeUndefined();
  expect(await holdStatistics(network(twice, 13, 'float16'))).toBeUndefined();
  expect(await holdStatistics(network(twice, 6))).toBeUndefined();
  expect(await holdStatistics(network([{ ...normalise('x', 'y'), domain: 'com.example' }]))).toBeUndefined();
});

test('a file that was cut or altered is refused, or held, and never worse', async () => {
  const file = new Uint8Array(readFileSync(sharedFile('weights/style_udnie.onnx')).subarray(0, 20_000));
  await fc.assert(
    fc.asyncProperty(fc.nat(file.length - 1), fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { maxLength: 8 }), async (length, changes) => {
      const bytes = file.slice(0, length);
      for (const [at, byte] of changes) if (at < length) bytes[at] = byte;
      await holdStatistics(bytes).catch((error: unknown) => expect(error).toBeInstanceOf(WireError));
    }),
    { numRuns: 200 },
  );
});

test('a normalisation of groups, which are no channels of a picture, is left as it is', async () => {
  const graph = buildModel({
    opset: 13,
    nodes: [
      { op: 'Reshape', inputs: ['x', 'grouped'], outputs: ['g'] },
      normalise('g', 'n'),
      { op: 'Shape', inputs: ['x'], outputs: ['s'] },
      { op: 'Reshape', inputs: ['n', 's'], outputs: ['y'] },
    ],
    inputs: [{ name: 'x', type: 'float32', dims }],
    outputs: [{ name: 'y', type: 'float32', dims }],
    initializers: [float32Tensor('scale', [2], [1, 1]), float32Tensor('bias', [2], [0, 0]), int64Tensor('grouped', [3], [0, 2, -1])],
  });
  expect(await holdStatistics(graph)).toBeUndefined();
});
