import * as ort from 'onnxruntime-web/jspi';
import { openCheckpoint } from '../../../../models/diffusion/open-checkpoint';
import { compareCase } from '../../../../scripts/support/compare-case';
import type { TensorFile } from '../../../../scripts/support/conformance-case';
import type { CaseReply, CaseRequest } from './messages';

const asset = (path: string) => new URL(`/${path}`, self.location.origin).href;

ort.env.wasm.numThreads = 1;
ort.env.wasm.wasmPaths = {
  mjs: asset('ort/ort-wasm-simd-threaded.jspi.mjs'),
  wasm: asset('ort/ort-wasm-simd-threaded.jspi.wasm'),
};

async function bytesOf(path: string): Promise<ArrayBuffer> {
  const response = await fetch(asset(`golden/${path}`));
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.arrayBuffer();
}

/** Browsers run on little-endian machines alone. */
async function tensor({ file }: TensorFile): Promise<Float32Array> {
  return new Float32Array(await bytesOf(file));
}

async function run({ recorded, paths, backend }: CaseRequest): Promise<CaseReply> {
  const files = new Map<string, Blob>();
  for (const path of paths) files.set(path, new Blob([await bytesOf(`${recorded.model}/${path}`)]));
  const checkpoint = await openCheckpoint(ort, backend, files);
  const { noise, expected } = recorded;
  const differences = await compareCase(recorded, checkpoint, {
    noise: await Promise.all(noise.map(tensor)),
    latentsPerStep: await Promise.all(expected.latentsPerStep.map(tensor)),
    image: await tensor(expected.image),
  });
  return { ok: true, differences };
}

self.addEventListener('message', ({ data }: MessageEvent<CaseRequest>) => {
  run(data)
    .catch((error: unknown): CaseReply => ({ ok: false, message: String(error) }))
    .then((reply) => self.postMessage(reply))
    .catch((error: unknown) => console.error(error));
});
