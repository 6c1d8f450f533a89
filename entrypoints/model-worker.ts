import * as ort from 'onnxruntime-web/jspi';
import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { rewriteHalfPrecisionBitcasts } from '../models/runtime/shader-fixes';
import { serveModelWorker } from '../models/runtime/worker';

export default defineUnlistedScript(() => {
  if (import.meta.env.FIREFOX) rewriteHalfPrecisionBitcasts();
  serveModelWorker(self, () => {
    const asset = (name: string) => new URL(`/ort/${name}`, self.location.origin).href;
    ort.env.wasm.wasmPaths = {
      mjs: asset('ort-wasm-simd-threaded.jspi.mjs'),
      wasm: asset('ort-wasm-simd-threaded.jspi.wasm'),
    };
    return Promise.resolve(ort);
  });
});
