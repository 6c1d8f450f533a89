import type { Device } from '../../messages/editor-port';
import { partsOf, type CheckpointModel, type CheckpointPart } from './checkpoint-model';
import { roughBytesOf, type Model } from './model';

/** What a plan has to know of a model. */
export type Demands =
  | (Pick<Exclude<Model, CheckpointModel>, 'source' | 'needs'> & {
      /** Where it is computed even where there is a GPU. */
      onlyOn?: 'wasm' | undefined;
    })
  | Pick<CheckpointModel, 'source' | 'parts' | 'sizes'>;

/**
 * Peak of the WebAssembly heap per byte of weights.
 *
 * Of float16 this is measured: 0.64 GB peaked at 1.8 to 2.1 GB, because onnxruntime keeps the weights as
 * they are read beside their float32 copies, which are twice as large. Of others nothing was measured:
 * what is counted is the weights as read and once more as the kernels arrange them for themselves.
 */
export const heapPerByte = { f16: 3.3, other: 2 } as const;

/** Bytes that the weights of a graph take where it is open. */
export function weightsOnBackend({ bytes, f16 }: Pick<CheckpointPart, 'bytes' | 'f16'>, backend: Device['backend']): number {
  return backend === 'wasm' ? Math.ceil(bytes * (f16 ? heapPerByte.f16 : heapPerByte.other)) : bytes;
}

/** What a model asks of any device. */
export interface Needs {
  /** Whether a GPU has to offer float16. */
  f16: boolean;
  /** Bytes of all weights; where sizes of files are not known yet, at least this. */
  weights: number;
  /** Bytes that a run needs besides: of a checkpoint the hungriest part's, at the size that it was trained on. */
  workingMemory: number;
  /** Bytes of the largest single tensor among the weights. */
  largestTensor: number;
}

export function needsOfModel(model: Demands): Needs {
  if ('needs' in model) {
    const { f16, workingMemory, largestTensor } = model.needs;
    // Nearly all of a file is weights.
    return { f16, workingMemory, largestTensor, weights: roughBytesOf(model) ?? largestTensor };
  }
  const parts = partsOf(model);
  const { width, height } = model.sizes;
  return {
    f16: parts.some(({ f16 }) => f16),
    weights: parts.reduce((sum, { bytes }) => sum + bytes, 0),
    workingMemory: Math.ceil(width * height * Math.max(...parts.map(({ memoryPerPixel }) => memoryPerPixel))),
    largestTensor: Math.max(...parts.map(({ largestTensor }) => largestTensor)),
  };
}
