import type { PixelSource } from '../../images/pixel-source';
import type { Verdict } from '../../messages/editor-port';
import { CodedError } from '../../messages/errors';
import type { ClassifierModel } from '../catalog/classifier-model';
import { pictureTensor } from '../networks/picture-tensor';
import { fromHalf, toHalf } from '../runtime/half-floats';
import type { Ort } from '../runtime/ort';
import { createSession, type GraphBytes } from '../runtime/session';
import { verdictOf } from './verdict';

/** A classifier that is ready to look. */
export interface LoadedClassifier {
  readonly model: ClassifierModel;
  /** @throws CodedError `model-failed` where the graph does not do what its entry says. */
  look(picture: PixelSource): Promise<Verdict>;
  /** Gives its memory back; it cannot look any more. */
  release(): Promise<void>;
}

/**
 * Opens a classifier on WebAssembly, whatever jobs run on: the verdict is the same on every device, the GPU's memory
 * stays the job's, and those in use are in 8 bits, of whose operators GPUs have few.
 *
 * @param bytes an ONNX graph with one float32 or float16 input [N,3,height,width] and one output [N,labels].
 * @throws CodedError `model-failed` where the file is not such a graph; `out-of-memory`.
 */
export async function openClassifier(ort: Ort, model: ClassifierModel, bytes: GraphBytes): Promise<LoadedClassifier> {
  const session = await createSession(ort, model.id, bytes, 'wasm');
  const [input, ...others] = session.inputMetadata;
  const outputName = session.outputNames[0];
  if (!input?.isTensor || others.length > 0 || outputName === undefined) {
    await session.release();
    throw new CodedError('model-failed', `${model.id}: not one input and one output`);
  }
  return {
    model,
    release: () => session.release(),
    async look(picture) {
      const { data, dims } = pictureTensor(picture, model.input);
      const feed = input.type === 'float16' ? new ort.Tensor('float16', toHalf(data), dims) : new ort.Tensor('float32', data, dims);
      const output = (await session.run({ [input.name]: feed }))[outputName];
      const logits = output?.type === 'float16' ? fromHalf(output.data) : output?.data;
      if (!(logits instanceof Float32Array)) throw new CodedError('model-failed', `${model.id}: output ${output?.type ?? 'missing'}`);
      return verdictOf(logits, model);
    },
  };
}
