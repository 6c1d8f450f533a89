import { buildModel, float16Tensor, float32Tensor, float64Tensor, type ModelSpec, type NodeSpec } from '../../../models/onnx/graph-builder';

/** A graph from one picture to one, of these nodes from `x` to `y`. */
export function pictureModel(nodes: readonly NodeSpec[], more: Partial<ModelSpec> = {}): Uint8Array<ArrayBuffer> {
  return buildModel({
    inputs: [{ name: 'x', type: 'float32', dims: [1, 3, 'H', 'W'] }],
    outputs: [{ name: 'y', type: 'float32', dims: [1, 3, 'H', 'W'] }],
    nodes,
    ...more,
  });
}

/** One node from `x` to `y`. */
export function step(op: string, more: Partial<NodeSpec> = {}): NodeSpec {
  return { op, inputs: ['x'], outputs: ['y'], ...more };
}

const addHalf = [step('Cast', { inputs: ['w'], outputs: ['full'], attributes: { to: { int: 1 } } }), step('Add', { inputs: ['x', 'full'] })];
const boolean = { name: 'yes', type: 'bool' as const, dims: [], data: Uint8Array.of(1) };

/** Graphs by what is special about them. */
export const odd = {
  plain: pictureModel([step('Relu')]),
  float64: pictureModel([step('Cast', { outputs: ['d'], attributes: { to: { int: 11 } } }), step('Cast', { inputs: ['d'], attributes: { to: { int: 1 } } })]),
  float64Weight: pictureModel([step('Relu')], { initializers: [float64Tensor('w64', [1], [1])] }),
  float64Constant: pictureModel([step('Constant', { inputs: [], outputs: ['c'], attributes: { value: { tensor: float64Tensor('', [1], [1]) } } }), step('Relu')]),
  groupNorm: pictureModel([step('GroupNorm', { domain: 'com.microsoft' })], { domains: { 'com.microsoft': 1 } }),
  foreign: pictureModel([step('Magic', { domain: 'org.example' })], { domains: { 'org.example': 1 } }),
  random: pictureModel([step('RandomNormalLike', { outputs: ['n'] }), step('Add', { inputs: ['x', 'n'] })]),
  randomInBody: pictureModel(
    [
      step('If', {
        inputs: ['yes'],
        attributes: {
          then_branch: { graph: { inputs: [], outputs: [{ name: 'a', type: 'float32', dims: [1, 3, 'H', 'W'] }], nodes: [step('RandomUniformLike', { outputs: ['a'] })] } },
          else_branch: { graph: { inputs: [], outputs: [{ name: 'b', type: 'float32', dims: [1, 3, 'H', 'W'] }], nodes: [step('Relu', { outputs: ['b'] })] } },
        },
      }),
    ],
    { initializers: [boolean] },
  ),
  future: pictureModel([step('Relu')], { opset: 99 }),
  halfStored: pictureModel(addHalf, { initializers: [float16Tensor('w', [1], [0.5])] }),
  halfUsed: pictureModel([step('Cast', { outputs: ['h'], attributes: { to: { int: 10 } } }), step('Add', { inputs: ['h', 'w'], outputs: ['s'] }), step('Cast', { inputs: ['s'], attributes: { to: { int: 1 } } })], {
    initializers: [float16Tensor('w', [1], [0.5])],
  }),
  halfCast: pictureModel([
    step('Cast', { outputs: ['h'], attributes: { to: { int: 10 } } }),
    step('Relu', { inputs: ['h'], outputs: ['r'] }),
    step('Cast', { inputs: ['r'], attributes: { to: { int: 1 } } }),
  ]),
  inputWithDefault: pictureModel([step('Add', { inputs: ['x', 'w'] })], {
    inputs: [
      { name: 'x', type: 'float32', dims: [1, 3, 'H', 'W'] },
      { name: 'w', type: 'float32', dims: [1] },
    ],
    initializers: [float32Tensor('w', [1], [0.25])],
  }),
};
