import type { InferenceSession } from 'onnxruntime-web';
import { CodedError, toErrorCode } from '../../messages/errors';
import type { Device } from '../../messages/editor-port';
import type { ImageModel } from '../catalog/model';
import { BlockBlob } from './block-blob';
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
  /** As of `OpenGraph`. */
  hold?: (picture: ImageTensor) => Promise<LoadedModel['run']>;
  /** Gives its memory back; it cannot be run any more. */
  release(): Promise<void>;
}

/** A graph of which no more is known than that it takes one picture and gives one. */
export interface OpenGraph {
  run(input: ImageTensor): Promise<ImageTensor>;
  /**
   * Of a network that normalises by what all of a picture is like: what runs parts of this picture, so that they come out as they
   * would in the whole.
   */
  hold?: (picture: ImageTensor) => Promise<OpenGraph['run']>;
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
