import type { InferenceSession, Tensor } from 'onnxruntime-web';
import { CodedError, toErrorCode } from '../../messages/errors';
import type { Device } from '../../messages/editor-port';
import type { ImageModel } from '../catalog/model';
import { BlockBlob } from './block-blob';
import { fromHalf, toHalf } from './half-floats';
import type { Ort } from './ort';

/** One picture as a model takes it: NCHW with N = 1, RGB, nominally 0–1. */
export interface ImageTensor {
  data: Float32Array;
  width: number;
  height: number;
}

/** An image model that is ready to run. */
export interface LoadedModel {
  readonly model: ImageModel;
  /** @throws CodedError `model-failed` when the graph does not do what its entry says. */
  run(input: ImageTensor): Promise<ImageTensor>;
  /** Gives its memory back; it cannot be run any more. */
  release(): Promise<void>;
}

/** A graph of which no more is known than that it takes one picture and gives one. */
export interface OpenGraph {
  run(input: ImageTensor): Promise<ImageTensor>;
  release(): Promise<void>;
}

/** What a graph gave is no picture: a failure of the graph, not of the device. */
export class NoPicture extends CodedError {
  constructor(message: string) {
    super('model-failed', message);
    this.name = 'NoPicture';
  }
}

/** A graph, and the weights that it names but does not hold. */
export interface GraphBytes {
  graph: Uint8Array;
  externalData?: readonly { path: string; data: Blob }[];
}

/**
 * Weights above this are given room as needed: an arena on the processor grows in steps that double, and
 * the GPU's usual cache keeps buffers of a few sizes that are larger than what they hold.
 */
const largeWeightsBytes = 64 * 2 ** 20;

/**
 * Opens a model on a backend. The feed's name and type come from the graph itself.
 *
 * @param bytes an ONNX graph with one float32 or float16 input [N,3,H,W] and one output of the same type.
 * @throws CodedError `model-failed` when the file is not such a graph; `out-of-memory`; `gpu-failed`.
 */
export async function openImageModel(
  ort: Ort,
  model: ImageModel,
  bytes: GraphBytes,
  backend: Device['backend'],
): Promise<LoadedModel> {
  const { white, scale } = model;
  const graph = await openImageGraph(ort, model.id, bytes, backend);
  return {
    model,
    release: () => graph.release(),
    async run({ data, width, height }) {
      const values = white === 1 ? data : data.map((value) => value * white);
      const result = await graph.run({ data: values, width, height });
      if (result.width !== width * scale || result.height !== height * scale) {
        throw new CodedError('model-failed', `${model.id}: ${width}×${height} became ${result.width}×${result.height}`);
      }
      if (white !== 1) for (let i = 0; i < result.data.length; i++) result.data[i] = (result.data[i] ?? 0) / white;
      return result;
    },
  };
}

/**
 * Opens a graph of which no more is known than that it takes one picture and gives one: values and sizes are
 * its own.
 *
 * @param name for messages to developers.
 * @throws CodedError `model-failed`; `out-of-memory`; `gpu-failed` where it could not be opened on a GPU.
 */
export async function openImageGraph(
  ort: Ort,
  name: string,
  bytes: GraphBytes,
  backend: Device['backend'],
): Promise<OpenGraph> {
  const session = await createSession(ort, name, bytes, backend);
  const [input, ...others] = session.inputMetadata;
  const outputName = session.outputNames[0];
  if (!input?.isTensor || others.length > 0 || outputName === undefined) {
    await session.release();
    throw new CodedError('model-failed', `${name}: not one input and one output`);
  }
  const isHalf = input.type === 'float16';
  const run = async ({ data, width, height }: ImageTensor): Promise<ImageTensor> => {
    const dims = [1, 3, height, width];
    const feed = isHalf
      ? new ort.Tensor('float16', toHalf(data), dims)
      : new ort.Tensor('float32', data, dims);
    const output = (await session.run({ [input.name]: feed }))[outputName];
    const result = floatsOf(output);
    const [batch, channels, outputHeight = 0, outputWidth = 0] = output?.dims ?? [];
    if (!result || batch !== 1 || channels !== 3 || result.length !== 3 * outputWidth * outputHeight) {
      throw new NoPicture(`${name}: output ${output?.type ?? ''} [${output?.dims.join() ?? ''}]`);
    }
    return { data: result, width: outputWidth, height: outputHeight };
  };
  return { run, release: () => session.release() };
}

/** The numbers of a float32 tensor as they lie, of a float16 tensor as a copy. */
function floatsOf(tensor: Tensor | undefined): Float32Array | undefined {
  if (tensor?.data instanceof Float32Array) return tensor.data;
  return tensor?.type === 'float16' ? fromHalf(tensor.data) : undefined;
}

function readInBlocks({ path, data }: { path: string; data: Blob }): { path: string; data: Blob } {
  return { path, data: new BlockBlob(data) };
}

/**
 * Opens any graph. Its weights may lie outside of it, and are then read from their blobs in blocks.
 *
 * @param name for messages to developers.
 * @param optimization how far onnxruntime may rewrite the graph.
 * @param keepsArena whether what a run took is kept for the next; that of large weights never is.
 * @throws CodedError `gpu-failed` where it could not be opened on a GPU; `out-of-memory`; `model-failed`.
 */
export async function createSession(
  ort: Ort,
  name: string,
  { graph, externalData = [] }: GraphBytes,
  backend: Device['backend'],
  optimization: 'basic' | 'all' = 'all',
  keepsArena = true,
): Promise<InferenceSession> {
  const isLarge = externalData.reduce((sum, { data }) => sum + data.size, 0) > largeWeightsBytes;
  try {
    return await ort.InferenceSession.create(graph, {
      executionProviders: [isLarge && backend === 'webgpu' ? { name: backend, storageBufferCacheMode: 'simple' } : backend],
      graphOptimizationLevel: optimization,
      // Tiles all have one shape, but pictures do not: a memory pattern per shape would pile up.
      enableMemPattern: false,
      ...(externalData.length > 0 ? { externalData: externalData.map(readInBlocks) } : {}),
      ...(isLarge || !keepsArena ? { enableCpuMemArena: false } : {}),
    });
  } catch (error) {
    const code = backend === 'webgpu' ? 'gpu-failed' : toErrorCode(error, 'model-failed');
    throw new CodedError(code, name, { cause: error });
  }
}
