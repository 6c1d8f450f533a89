import { inpainterModel } from '../model';

export const model = inpainterModel.parse({
  id: 'migan',
  kind: 'inpainter',
  name: 'MI-GAN',
  summary: {
    en: 'Fills with texture and structure that look real, also where much is missing.',
    tr: 'Büyük boşlukları bile gerçek görünen doku ve biçimlerle doldurur.',
  },
  tasks: ['erase'],
  source: {
    kind: 'hub',
    repo: 'andraniksargsyan/migan',
    files: [
      {
        path: 'migan_pipeline_v2.onnx',
        bytes: 28_079_181,
        sha256: '6f1f3530a1a2324b19752018ce756088b07973cda8d7d890034ace5c8a48c40b',
      },
    ],
  },
  graph: 'migan_pipeline_v2.onnx',
  licence: 'MIT',
  convertedFrom: 'Picsart-AI-Research/MI-GAN',
  // Bytes in, bytes out; it brings what it sees to 512 × 512 by itself, so that is what it is given. 512 channels of 3 × 3 at the widest.
  needs: { f16: false, workingMemory: 268_435_456, largestTensor: 9_437_184 },
  image: { name: 'image', white: 255 },
  mask: { name: 'mask', fill: 0, keep: 255 },
  output: { name: 'result', white: 255 },
  working: { area: 262_144, multiple: 8, min: 64, max: 1024 },
});
