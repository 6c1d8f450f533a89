import type * as ortModule from 'onnxruntime-web';

/**
 * onnxruntime-web, handed in by whoever runs models: the browser build in the worker, the Node build
 * on the command line. Both have these names.
 */
export type Ort = Pick<typeof ortModule, 'InferenceSession' | 'Tensor' | 'env'>;
