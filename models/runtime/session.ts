import type { InferenceSession } from 'onnxruntime-web';
import { CodedError } from '../../messages/errors';
import type { Device } from '../../messages/editor-port';
import type { ImageModel } from '../catalog/model';
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
}

/**
 * Opens a model on a backend. The feed's name comes from the graph itself.
 *
 * @param bytes an ONNX file with one float32 input [N,3,H,W] and one float32 output.
 * @throws CodedError `model-failed` when the file is not such a graph.
 */
export async function openImageModel(
  ort: Ort,
  model: ImageModel,
  bytes: Uint8Array,
  backend: Device['backend'],
): Promise<LoadedModel> {
  const session = await createSession(ort, model, bytes, backend);
  const inputName = session.inputNames[0];
  const outputName = session.outputNames[0];
  if (session.inputNames.length !== 1 || inputName === undefined || outputName === undefined) {
    throw new CodedError('model-failed', `${model.id}: not one input and one output`);
  }
  return {
    model,
    async run({ data, width, height }) {
      const feed = new ort.Tensor('float32', data, [1, 3, height, width]);
      const results = await session.run({ [inputName]: feed });
      const output = results[outputName];
      const [outputWidth, outputHeight] = [width * model.scale, height * model.scale];
      if (
        !output ||
        !(output.data instanceof Float32Array) ||
        output.data.length !== 3 * outputWidth * outputHeight
      ) {
        throw new CodedError('model-failed', `${model.id}: output ${output?.type ?? ''} [${output?.dims.join() ?? ''}]`);
      }
      return { data: output.data, width: outputWidth, height: outputHeight };
    },
  };
}

async function createSession(
  ort: Ort,
  model: ImageModel,
  bytes: Uint8Array,
  backend: Device['backend'],
): Promise<InferenceSession> {
  try {
    return await ort.InferenceSession.create(bytes, {
      executionProviders: [backend],
      graphOptimizationLevel: 'all',
      // Tiles all have one shape, but pictures do not: a memory pattern per shape would pile up.
      enableMemPattern: false,
    });
  } catch (error) {
    throw new CodedError(backend === 'webgpu' ? 'gpu-failed' : 'model-failed', model.id, { cause: error });
  }
}
