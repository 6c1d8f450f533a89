import * as ort from 'onnxruntime-web';
import { describe, expect, it } from 'vitest';
import { matchGraph, modelOf } from '../../../models/import/match';
import type { ModelSpec, NodeSpec } from '../../../models/onnx/graph-builder';
import { inspectGraph } from '../../../models/onnx/inspect';
import { odd, pictureModel, step } from '../onnx/models';
import { refusal } from './refusal';

const match = async (bytes: BlobPart) => matchGraph(await inspectGraph(new Blob([bytes]), 'm.onnx'), 'm.onnx');

type Dims = readonly (number | string | undefined)[];
const shaped = (input: Dims, output: Dims, more: Partial<ModelSpec> = {}) =>
  match(
    pictureModel([step('Relu')], {
      inputs: [{ name: 'x', type: 'float32', dims: input }],
      outputs: [{ name: 'y', type: 'float32', dims: output }],
      ...more,
    }),
  );
const any = ['N', 3, 'H', 'W'] as const;

describe('a graph that cannot run', () => {
  it('is refused with what stands against it', async () => {
    expect(await refusal(() => match(odd.float64), 'import-float64')).toBe('Cast');
    expect(await refusal(() => match(odd.float64Weight), 'import-float64')).toBe('w64');
    expect(await refusal(() => match(odd.float64Constant), 'import-float64')).toBe('Constant');
    expect(await refusal(() => match(odd.groupNorm), 'import-node-unsupported')).toBe('com.microsoft.GroupNorm');
    expect(await refusal(() => match(odd.foreign), 'import-node-unsupported')).toBe('org.example.Magic');
    expect(await refusal(() => match(odd.random), 'import-random')).toBe('RandomNormalLike');
    expect(await refusal(() => match(odd.randomInBody), 'import-random')).toBe('RandomUniformLike');
    expect(await refusal(() => match(odd.future), 'import-opset')).toBe('opset 99');
  });

  it('is one of a newer format than the runtime itself takes', async () => {
    const runs = async (bytes: Uint8Array) =>
      ort.InferenceSession.create(bytes, { logSeverityLevel: 4 }).then(
        () => true,
        () => false,
      );
    const takes = async (bytes: Uint8Array<ArrayBuffer>) => {
      const accepted = await runs(bytes);
      if (accepted) await match(bytes);
      else await refusal(() => match(bytes), 'import-opset');
      return accepted;
    };
    const sets = [
      { from: 7, make: (opset: number) => pictureModel([step('Relu')], { opset }) },
      { from: 1, make: (version: number) => pictureModel([step('Relu')], { domains: { 'ai.onnx.ml': version } }) },
      { from: 1, make: (version: number) => pictureModel([step('Relu')], { domains: { 'com.microsoft': version } }) },
      { from: 3, make: (version: number) => pictureModel([step('Relu')]).fill(version, 1, 2) },
    ];
    for (const { from, make } of sets) {
      let version = from;
      while (await takes(make(version))) version++;
      expect(version).toBeGreaterThan(from);
    }
  });
});

describe('a graph that no tool uses', () => {
  it.each<[string, Dims, Dims]>([
    ['it takes 1-channel input, not 3-channel', ['N', 1, 'H', 'W'], any],
    ['it gives 4-channel output, not 3-channel', any, ['N', 4, 'H', 'W']],
    ['it takes colours last (1×257×257×3), not first', [1, 257, 257, 3], any],
    ['it takes 2 pictures at once, not 1', [2, 3, 'H', 'W'], any],
    ['it takes pictures of 256×128 only, not of any size', [1, 3, 128, 256], any],
    ['it takes 2 dimensions, not 4', [1, 'N'], any],
  ])('is refused: %s', async (reason, input, output) => {
    expect(await refusal(() => shaped(input, output), 'import-no-tool')).toBe(reason);
  });

  it('is refused for what it takes and gives', async () => {
    const value = (name: string, type: 'float32' | 'int64' | 'float16' = 'float32') => ({ name, type, dims: any });
    const both: NodeSpec[] = [step('Relu'), step('Relu', { outputs: ['z'] })];
    const reasons: [string, Partial<ModelSpec>][] = [
      ['it takes input timestep (int64)', { inputs: [value('x'), value('timestep', 'int64')] }],
      ['it takes 2 inputs: x, mask', { inputs: [value('x'), value('mask')] }],
      ['it takes 2 inputs: x, a/b', { inputs: [value('x'), value('a|b')] }],
      ['it takes no input', { inputs: [] }],
      ['it gives 2 outputs', { nodes: both, outputs: [value('y'), value('z')] }],
      ['it gives no output', { outputs: [] }],
      ['it takes float32 and gives float16', { outputs: [value('y', 'float16')] }],
    ];
    for (const [reason, more] of reasons) {
      expect(await refusal(() => match(pictureModel([step('Relu')], more)), 'import-no-tool')).toBe(reason);
    }
  });
});

describe('a graph from picture to picture', () => {
  const about = {
    id: 'own-sharp',
    name: 'Sharp',
    source: { kind: 'own' as const, files: [{ path: 'm.onnx', bytes: 5, sha256: 'a'.repeat(64) }] },
    graph: 'm.onnx',
    licence: '',
  };
  const probed = { scale: 2, multiple: 1, receptiveRadius: 8, white: 1 as const, change: 0.01 };

  it('is matched, in float32 and float16', async () => {
    expect(await shaped(any, any)).toMatchObject({ kind: 'image-to-image', needs: { f16: false } });
    const half = { dims: any, type: 'float16' as const };
    const model = pictureModel([step('Relu')], { inputs: [{ name: 'x', ...half }], outputs: [{ name: 'y', ...half }] });
    expect(await match(model)).toMatchObject({ needs: { f16: true } });
    expect(await match(odd.halfStored)).toMatchObject({ needs: { f16: false, largestTensor: 2 } });
    expect(await match(odd.halfUsed)).toMatchObject({ needs: { f16: true } });
  });

  it('becomes a model of the tool whose work it does', async () => {
    const found = await shaped(any, any);
    expect(modelOf(found, probed, about)).toMatchObject({ ...about, tasks: ['enlarge'], scale: 2, receptiveRadius: 8, white: 1 });
    expect(modelOf(found, { ...probed, scale: 4 }, about).tasks).toEqual(['enlarge']);
    expect(modelOf(found, { ...probed, scale: 1 }, about).tasks).toEqual(['repair']);
    expect(await refusal(() => modelOf(found, { ...probed, scale: 3 }, about), 'import-no-tool')).toBe('it enlarges 3 times');
    expect(modelOf(found, { ...probed, scale: 1, change: 0.14 }, about).tasks).toEqual(['restyle']);
  });
});
