import { readFileSync } from 'node:fs';
import * as ort from 'onnxruntime-web';
import { describe, expect, it } from 'vitest';
import { externalise } from '../../../models/onnx/externalise';
import { buildModel, float32Tensor } from '../../../models/onnx/graph-builder';
import { inspectGraph } from '../../../models/onnx/inspect';
import { sharedFile } from '../../support/shared';

const wave = (length: number) => Float32Array.from({ length }, (_, i) => 0.5 + 0.4 * Math.sin(i * 0.37));
const tensor = (...dims: number[]) => new ort.Tensor('float32', wave(dims.reduce((a, b) => a * b)), dims);

/** Node's build reads no blobs, so it gets bytes; the browser's gets the blobs themselves. */
async function open(graph: Blob, siblings = new Map<string, Blob>()): Promise<ort.InferenceSession> {
  const { model, externalData } = await externalise(graph, siblings);
  const files = externalData.map(async ({ path, data }) => ({ path, data: new Uint8Array(await data.arrayBuffer()) }));
  return ort.InferenceSession.create(model, { externalData: await Promise.all(files) });
}

async function outputs(session: ort.InferenceSession, feeds: Record<string, ort.Tensor>): Promise<unknown[]> {
  const results = await session.run(feeds);
  return session.outputNames.map((name) => results[name]?.data);
}

const token = { input_ids: new ort.Tensor('int32', Int32Array.from({ length: 77 }, (_, i) => i * 7), [1, 77]) };
const networks: [string, Record<string, ort.Tensor>][] = [
  ['weights/sr_waifu2x_cunet_x2.onnx', { input: tensor(1, 3, 32, 32) }],
  ['weights/style_udnie.onnx', { input: tensor(1, 3, 32, 32) }],
  ['weights/face_ultraface_rfb320.onnx', { input: tensor(1, 3, 240, 320) }],
  ['golden/tiny-sd/text_encoder/model.onnx', token],
  ['golden/tiny-sd/unet/model.onnx', { sample: tensor(1, 4, 8, 8), timestep: new ort.Tensor('int64', [5n], [1]), encoder_hidden_states: tensor(1, 77, 32) }],
];

describe('externalise', () => {
  it.each(networks)('%s computes the very same from outside of the graph', async (path, feeds) => {
    const bytes = readFileSync(sharedFile(path));
    const graph = new Blob([bytes]);
    const { model, externalData } = await externalise(graph, new Map());
    const facts = await inspectGraph(graph, path);
    const large = facts.rawTensors.filter(({ length }) => length >= 65_536);
    const moved = large.reduce((sum, { length }) => sum + length, 0);
    expect(moved).toBeGreaterThan(bytes.length / 2);
    expect(model.length).toBeLessThan(bytes.length - moved + 120 * large.length);
    expect(externalData).toEqual([{ path: 'graph.self', data: graph }]);
    const rewritten = await inspectGraph(new Blob([model]), path);
    expect(rewritten).toMatchObject({ weightBytes: facts.weightBytes, nodes: facts.nodes, externalFiles: ['graph.self'] });
    expect(await outputs(await open(graph), feeds)).toEqual(await outputs(await ort.InferenceSession.create(bytes), feeds));
  });

  it('leaves a graph without large weights alone', async () => {
    const bytes = new Uint8Array(readFileSync(sharedFile('weights/face_yunet_n_dynamic.onnx')));
    expect(await externalise(new Blob([bytes]), new Map())).toEqual({ model: bytes, externalData: [] });
  });

  it('leaves weights in bodies where the runtime finds them', async () => {
    const big = float32Tensor('big', [20_000], wave(20_000));
    const body = (name: string, op: string) => ({
      graph: {
        inputs: [],
        outputs: [{ name, type: 'float32' as const, dims: [20_000] }],
        nodes: [{ op, inputs: ['x', `${name}.w`], outputs: [name] }],
        initializers: [{ ...big, name: `${name}.w` }],
      },
    });
    const bytes = buildModel({
      inputs: [
        { name: 'yes', type: 'bool', dims: [] },
        { name: 'x', type: 'float32', dims: [1] },
      ],
      outputs: [{ name: 'z', type: 'float32', dims: [20_000] }],
      initializers: [big],
      nodes: [
        { op: 'Add', inputs: ['y', 'big'], outputs: ['z'] },
        { op: 'If', inputs: ['yes'], outputs: ['y'], attributes: { then_branch: body('a', 'Add'), else_branch: body('b', 'Mul') } },
      ].reverse(),
    });
    const graph = new Blob([bytes]);
    const { length } = (await externalise(graph, new Map())).model;
    expect(length).toBeGreaterThan(160_000);
    expect(length).toBeLessThan(162_000);
    const whole = await ort.InferenceSession.create(bytes);
    const apart = await open(graph);
    for (const yes of [0, 1]) {
      const feeds = { yes: new ort.Tensor('bool', [yes === 1], []), x: tensor(1) };
      expect(await outputs(apart, feeds)).toEqual(await outputs(whole, feeds));
    }
  });

  it('keeps where weights in other files are', async () => {
    const source = new Blob([readFileSync(sharedFile('weights/sr_waifu2x_upconv7_photo_x2.onnx'))]);
    const { model } = await externalise(source, new Map());
    // What came out is a graph with its weights in another file: the old one.
    const graph = new Blob([model]);
    const again = await externalise(graph, new Map([['graph.self', source]]));
    expect(again.model).toEqual(model);
    expect(again.externalData).toEqual([{ path: 'graph.self', data: source }]);
    const feeds = { input: tensor(1, 3, 32, 32) };
    const whole = await ort.InferenceSession.create(new Uint8Array(await source.arrayBuffer()));
    expect(await outputs(await open(graph, new Map([['graph.self', source]])), feeds)).toEqual(await outputs(whole, feeds));
  });
});
