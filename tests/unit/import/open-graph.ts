import * as ort from 'onnxruntime-web';
import type { OpenGraph } from '../../../models/runtime/session';

/** Opens a network of one float32 input and output on WebAssembly. */
export async function openGraph(bytes: Uint8Array): Promise<OpenGraph> {
  const session = await ort.InferenceSession.create(bytes, { executionProviders: ['wasm'], logSeverityLevel: 4 });
  const [input, output] = [session.inputNames[0] ?? '', session.outputNames[0] ?? ''];
  const run: OpenGraph['run'] = async ({ data, width, height }) => {
    const results = await session.run({ [input]: new ort.Tensor('float32', data, [1, 3, height, width]) });
    const result = results[output];
    if (!(result?.data instanceof Float32Array)) throw new Error('no result');
    const [, , rows = 0, columns = 0] = result.dims;
    return { data: result.data, width: columns, height: rows };
  };
  return { run, release: () => session.release() };
}
