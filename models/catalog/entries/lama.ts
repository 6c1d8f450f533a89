import { inpainterModel } from '../model';

export const model = inpainterModel.parse({
  id: 'lama',
  kind: 'inpainter',
  name: 'LaMa',
  summary: {
    en: 'Fills large places and repeating patterns best; slow, since it runs on the processor alone.',
    tr: 'Büyük boşlukları ve yinelenen desenleri en iyi doldurur; yalnızca işlemcide çalıştığı için yavaştır.',
  },
  tasks: ['erase'],
  source: {
    kind: 'hub',
    repo: 'Carve/LaMa-ONNX',
    commit: 'c3c0c9e468934d62e79c329e35d82dd09ff8c444',
    files: [
      {
        path: 'lama_fp32.onnx',
        bytes: 208_044_816,
        sha256: '1faef5301d78db7dda502fe59966957ec4b79dd64e16f03ed96913c7a4eb68d6',
      },
    ],
  },
  graph: 'lama_fp32.onnx',
  licence: 'Apache-2.0',
  convertedFrom: 'advimman/lama: big-lama',
  needs: { f16: false, workingMemory: 805_306_368, largestTensor: 9_437_184 },
  image: { name: 'image' },
  mask: { name: 'mask', fill: 1, keep: 0 },
  output: { white: 255 },
  working: { area: 262_144, multiple: 512, min: 512, max: 512 },
  onlyOn: 'wasm',
});
