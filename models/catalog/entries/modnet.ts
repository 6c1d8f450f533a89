import { subjectModel } from '../model';

export const model = subjectModel.parse({
  id: 'modnet',
  kind: 'subject',
  name: 'MODNet',
  summary: {
    en: 'Cuts people out, hair included. Small; computed on the processor.',
    tr: 'İnsanları saçlarıyla birlikte ayırır. Küçüktür; işlemcide hesaplanır.',
  },
  tasks: ['cut-out'],
  source: {
    kind: 'hub',
    repo: 'Xenova/modnet',
    commit: 'fa2fa546052fba4c08921230a26cc69a333fca12',
    files: [
      {
        path: 'onnx/model.onnx',
        bytes: 25_888_640,
        sha256: '07c308cf0fc7e6e8b2065a12ed7fc07e1de8febb7dc7839d7b7f15dd66584df9',
      },
    ],
  },
  graph: 'onnx/model.onnx',
  licence: 'Apache-2.0',
  convertedFrom: 'ZHKKKe/MODNet: modnet_photographic_portrait_matting',
  // Three of its widest values, 35 channels at 1536 × 512; its widest kernel, 1280 → 96 channels of 5 × 5.
  needs: { f16: false, workingMemory: 330_301_440, largestTensor: 12_288_000 },
  input: { longest: 1536, shortest: 512, multiple: 32, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
  output: { isMatte: true },
  // Reported to give holes in hair on WebGPU.
  onlyOn: 'wasm',
});
