import type { ProbedGpu } from '../../models/runtime/device';

/** A device without a GPU. */
export const wasmDevice: ProbedGpu = {
  device: { backend: 'wasm', reason: 'no-webgpu', threads: 1, adapter: '' },
  f16: false,
  largestBuffer: 0,
};
