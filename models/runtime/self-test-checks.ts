import type { CheckName } from '../../messages/library';
import {
  buildModel,
  float16Tensor,
  float32Tensor,
  int64Tensor,
  uint8Tensor,
  type NodeSpec,
  type TensorSpec,
} from '../onnx/graph-builder';
import { elementNumber } from '../onnx/schema';

/** A small graph with one float32 `input` and one float32 `output`, and what has to come out. */
export interface Check {
  name: CheckName;
  graph: Uint8Array;
  input: Float32Array;
  dims: readonly number[];
  expected: Float32Array;
  /** How far every number may be off, in parts of the largest one expected. */
  tolerance: number;
}

type Precision = 'float32' | 'float16';

/**
 * All numbers in the graphs are chosen so that nothing has to be rounded. What is allowed is for GPUs that compute
 * a product in other steps (Winograd, blocks) than the plain one: some units in the last place.
 */
const tolerances = { float32: 1e-4, float16: 1e-2 };

/** Every check in the order that they are made: what most depends on comes first. */
export function allChecks({ f16 }: { f16: boolean }): Check[] {
  return [
    matMul('matmul-f32', 'float32'),
    convolution('conv-f32', 'float32'),
    quantisedMatMul('matmul-int4', 4),
    quantisedMatMul('matmul-int8', 8),
    ...(f16
      ? [matMul('matmul-f16', 'float16'), convolution('conv-f16', 'float16'), clip('clip-f16'), pad('pad-f16')]
      : []),
  ];
}

const rows = 8;
const inner = 64;
const columns = 32;

function matMul(name: CheckName, precision: Precision): Check {
  const input = quarters(rows * inner, 1);
  const weights = quarters(inner * columns, 2);
  return {
    name,
    graph: graphOf(precision, { op: 'MatMul' }, [rows, inner], [rows, columns], [
      tensorOf[precision]('weights', [inner, columns], weights),
    ]),
    input,
    dims: [rows, inner],
    expected: product(input, (k, column) => at(weights, k * columns + column)),
    tolerance: tolerances[precision],
  };
}

/** Of 3 × 3, padded with zeros to keep the size. */
function convolution(name: CheckName, precision: Precision): Check {
  const [side, from, to] = [12, 8, 16];
  const input = quarters(from * side * side, 3);
  const kernel = quarters(to * from * 9, 4);
  const expected = new Float32Array(to * side * side).map((_, index) => {
    const [channel, y, x] = [Math.floor(index / side / side), Math.floor(index / side) % side, index % side];
    let sum = 0;
    for (let c = 0; c < from; c++) {
      for (let tap = 0; tap < 9; tap++) {
        const [row, column] = [y + Math.floor(tap / 3) - 1, x + (tap % 3) - 1];
        if (row < 0 || row >= side || column < 0 || column >= side) continue;
        sum += at(input, (c * side + row) * side + column) * at(kernel, (channel * from + c) * 9 + tap);
      }
    }
    return sum;
  });
  const node = { op: 'Conv', attributes: { pads: { ints: [1, 1, 1, 1] } } };
  const dims = [1, from, side, side];
  return {
    name,
    graph: graphOf(precision, node, dims, [1, to, side, side], [
      tensorOf[precision]('kernel', [to, from, 3, 3], kernel),
    ]),
    input,
    dims,
    expected,
    tolerance: tolerances[precision],
  };
}

function clip(name: CheckName): Check {
  const [low, high] = [-0.5, 0.75];
  const dims = [rows, inner];
  const input = quarters(rows * inner, 5);
  return {
    name,
    graph: graphOf('float16', { op: 'Clip' }, dims, dims, [
      float16Tensor('low', [], [low]),
      float16Tensor('high', [], [high]),
    ]),
    input,
    dims,
    expected: input.map((value) => Math.min(high, Math.max(low, value))),
    tolerance: tolerances.float16,
  };
}

/** With a constant of its own, which is what a shader compiler was seen to refuse. */
function pad(name: CheckName): Check {
  const [side, before, after, fill] = [6, 1, 2, 0.25];
  const padded = before + side + after;
  const input = quarters(side * side, 6);
  return {
    name,
    graph: graphOf('float16', { op: 'Pad' }, [side, side], [padded, padded], [
      int64Tensor('pads', [4], [before, before, after, after]),
      float16Tensor('fill', [], [fill]),
    ]),
    input,
    dims: [side, side],
    expected: new Float32Array(padded * padded).map((_, index) => {
      const [y, x] = [Math.floor(index / padded) - before, (index % padded) - before];
      return x < 0 || y < 0 || x >= side || y >= side ? fill : at(input, y * side + x);
    }),
    tolerance: tolerances.float16,
  };
}

/** Weights in blocks of 32 along `inner`, each with a scale of its own; the zero point is the middle. */
function quantisedMatMul(name: CheckName, bits: 4 | 8): Check {
  const block = 32;
  const blocks = inner / block;
  const input = quarters(rows * inner, 7);
  const steps = numbers(columns * inner, 2 ** bits, 8);
  const scales = Float32Array.from(numbers(columns * blocks, 4, 9), (value) => (value + 1) / 2 ** bits);
  // Of two numbers in a byte the first is the lower half.
  const pair = (_: unknown, i: number) => at(steps, 2 * i) + 16 * at(steps, 2 * i + 1);
  const packed = bits === 8 ? steps : Uint8Array.from({ length: steps.length / 2 }, pair);
  const node: Node = {
    op: 'MatMulNBits',
    domain: 'com.microsoft',
    attributes: { K: { int: inner }, N: { int: columns }, bits: { int: bits }, block_size: { int: block } },
  };
  return {
    name,
    graph: graphOf('float32', node, [rows, inner], [rows, columns], [
      uint8Tensor('weights', [columns, blocks, (block * bits) / 8], packed),
      float32Tensor('scales', [columns * blocks], scales),
    ]),
    input,
    dims: [rows, inner],
    expected: product(input, (k, column) => {
      const scale = at(scales, column * blocks + Math.floor(k / block));
      return (at(steps, column * inner + k) - 2 ** (bits - 1)) * scale;
    }),
    tolerance: tolerances.float32,
  };
}

type Node = Pick<NodeSpec, 'op' | 'domain' | 'attributes'>;

const tensorOf = { float32: float32Tensor, float16: float16Tensor };

/** A graph of one node, whose first input is cast to `precision` and whose output is cast back. */
function graphOf(
  precision: Precision,
  node: Node,
  inputDims: readonly number[],
  outputDims: readonly number[],
  constants: readonly TensorSpec[],
): Uint8Array {
  const isHalf = precision === 'float16';
  const inputs = [isHalf ? 'half-input' : 'input', ...constants.map((constant) => constant.name)];
  const main: NodeSpec = { ...node, inputs, outputs: [isHalf ? 'half-output' : 'output'] };
  return buildModel({
    domains: { 'com.microsoft': 1 },
    nodes: isHalf ? [cast('input', 'half-input', 'float16'), main, cast('half-output', 'output', 'float32')] : [main],
    inputs: [{ name: 'input', type: 'float32', dims: inputDims }],
    outputs: [{ name: 'output', type: 'float32', dims: outputDims }],
    initializers: constants,
  });
}

function cast(from: string, to: string, type: Precision): NodeSpec {
  return { op: 'Cast', inputs: [from], outputs: [to], attributes: { to: { int: elementNumber(type) } } };
}

/** `input` [rows, inner] times a matrix of which `weight` tells the elements. */
function product(input: Float32Array, weight: (k: number, column: number) => number): Float32Array {
  return new Float32Array(rows * columns).map((_, index) => {
    const [row, column] = [Math.floor(index / columns), index % columns];
    let sum = 0;
    for (let k = 0; k < inner; k++) sum += at(input, row * inner + k) * weight(k, column);
    return sum;
  });
}

/**
 * Quarters from −1 to 1: their products and the sums above are exact in float16, in whatever order they are
 * added, so what differs is a mistake and not rounding.
 */
function quarters(count: number, seed: number): Float32Array {
  return Float32Array.from(numbers(count, 9, seed), (value) => (value - 4) / 4);
}

/** Whole numbers from 0 up to `below`, at most 256, that look random and are the same every time. */
function numbers(count: number, below: number, seed: number): Uint8Array {
  let state = seed;
  return new Uint8Array(count).map(() => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  });
}

function at(values: Float32Array | Uint8Array, index: number): number {
  return values[index] ?? NaN;
}
