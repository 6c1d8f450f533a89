import { CodedError } from '../../messages/errors';
import type { Device } from '../../messages/editor-port';
import type { ImageModel } from '../catalog/model';
import { holdStatistics, type HeldGraph } from '../onnx/hold-statistics';
import { WireError } from '../onnx/wire';
import { Graph, type FloatValue, type GraphValue } from './graph';
import type { Ort } from './ort';
import { NoPicture, type GraphBytes, type ImageTensor, type LoadedModel, type OpenGraph } from './session';

/**
 * Opens a model on a backend. The feed's name and type come from the graph itself.
 *
 * @param bytes an ONNX graph with one float32 or float16 input [N,3,H,W] and one output of the same type.
 * @throws CodedError `model-failed` when the file is not such a graph; `out-of-memory`; `gpu-failed`.
 */
export async function openImageModel(ort: Ort, model: ImageModel, bytes: GraphBytes, backend: Device['backend']): Promise<LoadedModel> {
  const { white, scale } = model;
  const graph = await openImageGraph(ort, model.id, bytes, backend);
  const scaled = (input: ImageTensor): ImageTensor =>
    white === 1 ? input : { ...input, data: input.data.map((value) => value * white) };
  const from0To1 =
    (run: OpenGraph['run']): LoadedModel['run'] =>
    async (input) => {
      const { width, height } = input;
      const result = await run(scaled(input));
      if (result.width !== width * scale || result.height !== height * scale) {
        throw new CodedError('model-failed', `${model.id}: ${width}×${height} became ${result.width}×${result.height}`);
      }
      if (white !== 1) for (let i = 0; i < result.data.length; i++) result.data[i] = (result.data[i] ?? 0) / white;
      return result;
    };
  const { hold } = graph;
  return {
    model,
    release: () => graph.release(),
    run: from0To1((input) => graph.run(input)),
    ...(hold ? { hold: async (picture) => from0To1(await hold(scaled(picture))) } : {}),
  };
}

/**
 * Opens a graph of which no more is known than that it takes one picture and gives one: values and sizes are
 * its own.
 *
 * @param name for messages to developers.
 * @throws CodedError `model-failed`; `out-of-memory`; `gpu-failed` where it could not be opened on a GPU.
 */
export async function openImageGraph(ort: Ort, name: string, bytes: GraphBytes, backend: Device['backend']): Promise<OpenGraph> {
  const held = await heldOf(bytes.graph);
  if (!held) return openPlainGraph(ort, name, bytes, backend);
  try {
    return await openHeldGraph(ort, name, bytes, held, backend);
  } catch (error) {
    // What is normalised need not be pictures, nor in the type of the input: such a graph is left as it is.
    if (!(error instanceof CodedError) || error.code === 'out-of-memory') throw error;
    return openPlainGraph(ort, name, bytes, backend);
  }
}

async function openPlainGraph(ort: Ort, name: string, bytes: GraphBytes, backend: Device['backend']): Promise<OpenGraph> {
  const graph = await Graph.open(ort, name, bytes, backend);
  const [input, another] = [...graph.inputs.keys()];
  const [output] = graph.outputs;
  if (input === undefined || another !== undefined || output === undefined) {
    await graph.release();
    throw new CodedError('model-failed', `${name}: not one input and one output`);
  }
  return {
    run: async (picture) => pictureOf(name, (await graph.run({ [input]: valueOf(picture) })).get(output)),
    release: () => graph.release(),
  };
}

async function openHeldGraph(ort: Ort, name: string, bytes: GraphBytes, held: HeldGraph, backend: Device['backend']): Promise<OpenGraph> {
  const graph = await Graph.open(ort, name, { ...bytes, graph: held.applying }, backend);
  const [input, ...others] = [...graph.inputs.keys()].filter((each) => !held.statistics.includes(each));
  const [output] = graph.outputs;
  if (input === undefined || others.length > 0 || output === undefined) {
    await graph.release();
    throw new CodedError('model-failed', `${name}: not one input and one output`);
  }
  const runWith =
    (statistics: Readonly<Record<string, GraphValue>>): OpenGraph['run'] =>
    async (picture) => pictureOf(name, (await graph.run({ ...statistics, [input]: valueOf(picture) })).get(output));
  const release = (): Promise<void> => graph.release();
  const hold = async (picture: ImageTensor): Promise<OpenGraph['run']> => {
    // Opened only to be run once: what it takes is given back before the first part is run.
    const measuring = await Graph.open(ort, name, { ...bytes, graph: held.measuring }, backend, 'all', false);
    try {
      return runWith(Object.fromEntries(await measuring.run({ [input]: valueOf(picture) })));
    } finally {
      await measuring.release();
    }
  };
  return { run: async (picture) => (await hold(picture))(picture), hold, release };
}

/** What is no graph is left to be refused by whoever opens it. */
async function heldOf(graph: Uint8Array): Promise<HeldGraph | undefined> {
  try {
    return await holdStatistics(new Uint8Array(graph));
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}

function valueOf({ data, width, height }: ImageTensor): GraphValue {
  return { data, dims: [1, 3, height, width] };
}

/** @throws NoPicture */
function pictureOf(name: string, value: FloatValue | undefined): ImageTensor {
  const [batch, channels, height = 0, width = 0] = value?.dims ?? [];
  if (!value || batch !== 1 || channels !== 3 || value.data.length !== 3 * width * height) {
    throw new NoPicture(`${name}: output [${value?.dims.join() ?? ''}]`);
  }
  return { data: value.data, width, height };
}
