import * as ort from 'onnxruntime-web';
import { describe, expect, it } from 'vitest';
import { buildModel, float16Tensor, float32Tensor, int64Tensor, type ModelSpec, uint8Tensor } from '../../../models/onnx/graph-builder';
import { odd } from './models';

const float = 'float32' as const;

async function run(spec: ModelSpec, feeds: Record<string, ort.Tensor>): Promise<number[]> {
  const session = await ort.InferenceSession.create(buildModel(spec), { logSeverityLevel: 4 });
  const results = await session.run(feeds);
  const data = results[session.outputNames[0] ?? '']?.data;
  if (!(data instanceof Float32Array)) throw new Error('no result');
  return [...data];
}

const x = (...values: number[]) => ({ x: new ort.Tensor('float32', values, [1, values.length]) });

describe('buildModel', () => {
  it('makes products of matrices and convolutions, in float32', async () => {
    const product = { inputs: [{ name: 'x', type: float, dims: [1, 2] }], outputs: [{ name: 'y', type: float, dims: [1, 2] }] };
    const weights = [float32Tensor('w', [2, 2], [1, 2, 3, 4])];
    expect(await run({ ...product, nodes: [{ op: 'MatMul', inputs: ['x', 'w'], outputs: ['y'] }], initializers: weights }, x(1, 10))).toEqual([31, 42]);
    const conv = {
      inputs: [{ name: 'x', type: float, dims: [1, 1, 'H', 'W'] }],
      outputs: [{ name: 'y', type: float, dims: [1, 1, 'H', 'W'] }],
      nodes: [{ op: 'Conv', inputs: ['x', 'w'], outputs: ['y'], attributes: { pads: { ints: [0, 1, 0, 1] } } }],
      initializers: [float32Tensor('w', [1, 1, 1, 3], [1, 0, -1])],
    };
    expect(await run(conv, { x: new ort.Tensor('float32', [1, 2, 4, 8], [1, 1, 1, 4]) })).toEqual([-2, -3, -6, 4]);
  });

  it('makes float16 weights', async () => {
    const spec: ModelSpec = {
      inputs: [{ name: 'x', type: float, dims: ['N', 3] }],
      outputs: [{ name: 'y', type: float, dims: ['N', 3] }],
      nodes: [
        { op: 'Cast', inputs: ['w'], outputs: ['full'], attributes: { to: { int: 1 } } },
        { op: 'Mul', inputs: ['x', 'full'], outputs: ['y'] },
      ],
      initializers: [float16Tensor('w', [3], [0.5, -2, 1 / 3])],
    };
    expect(await run(spec, x(1, 1, 1))).toEqual([0.5, -2, 0.333251953125]);
  });

  it.each([4, 8])('makes products of quantised matrices, of %i bits', async (bits) => {
    // One block of 16 for each of two columns; zero is the middle of the range.
    const middle = 2 ** (bits - 1);
    const numbers = Array.from({ length: 32 }, (_, i) => middle + (i % 7) - 3);
    const packed = bits === 8 ? numbers : numbers.flatMap((low, i) => (i % 2 === 0 ? [low | ((numbers[i + 1] ?? 0) << 4)] : []));
    const spec: ModelSpec = {
      inputs: [{ name: 'x', type: float, dims: [1, 16] }],
      outputs: [{ name: 'y', type: float, dims: [1, 2] }],
      domains: { 'com.microsoft': 1 },
      nodes: [
        {
          op: 'MatMulNBits',
          domain: 'com.microsoft',
          inputs: ['x', 'w', 'scale'],
          outputs: ['y'],
          attributes: { K: { int: 16 }, N: { int: 2 }, bits: { int: bits }, block_size: { int: 16 } },
        },
      ],
      initializers: [uint8Tensor('w', [2, 1, packed.length / 2], packed), float32Tensor('scale', [2], [0.5, 2])],
    };
    const input = Array.from({ length: 16 }, (_, i) => i - 5);
    const product = [0.5, 2].map((scale, column) => input.reduce((sum, value, k) => sum + value * scale * ((numbers[column * 16 + k] ?? 0) - middle), 0));
    const result = await run(spec, x(...input));
    result.forEach((value, i) => expect(value).toBeCloseTo(product[i] ?? NaN, 3));
  });

  it('makes every kind of attribute, int64 and bodies', async () => {
    const spec: ModelSpec = {
      inputs: [{ name: 'x', type: float, dims: [1, 4] }],
      outputs: [{ name: 'y', type: float, dims: [undefined, undefined] }],
      nodes: [
        { op: 'LeakyRelu', inputs: ['x'], outputs: ['a'], attributes: { alpha: { float: 0.5 } } },
        { op: 'Reshape', inputs: ['a', 'shape'], outputs: ['b'] },
        { op: 'Constant', inputs: [], outputs: ['c'], attributes: { value: { tensor: float32Tensor('', [], [10]) } } },
        { op: 'Constant', inputs: [], outputs: ['d'], attributes: { value_floats: { floats: [1, 2] } } },
        { op: 'Mul', inputs: ['b', 'c'], outputs: ['e'] },
        { op: 'Pad', inputs: ['e', 'pads'], outputs: ['f'], attributes: { mode: { text: 'edge' } } },
        { op: 'Add', inputs: ['f', 'd'], outputs: ['y'] },
      ],
      initializers: [int64Tensor('shape', [2], [-1, 2]), int64Tensor('pads', [4], [1, 0, 0, 0])],
    };
    expect(await run(spec, x(1, -2, 3, -4))).toEqual([11, -8, 11, -8, 31, -18]);
  });

  it('makes the odd graphs of the tests so that they are odd for the right reason', async () => {
    for (const bytes of [odd.plain, odd.random, odd.randomInBody, odd.halfStored, odd.halfUsed, odd.inputWithDefault, odd.float64]) {
      await ort.InferenceSession.create(bytes, { logSeverityLevel: 4 });
    }
  });
});
