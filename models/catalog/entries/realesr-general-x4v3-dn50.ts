import { imageModel } from '../model';

export const model = imageModel.parse({
  id: 'realesr-general-x4v3-dn50',
  kind: 'image-to-image',
  name: 'Real-ESRGAN General ×4, medium',
  summary: {
    en: 'Enlarges photos and takes out some noise, keeping more texture.',
    tr: 'Fotoğrafları büyütür; kumlanmanın bir bölümünü giderir, dokuyu daha çok korur.',
  },
  tasks: ['enlarge'],
  source: {
    kind: 'hub',
    repo: 'openpixels-app/browser-models',
    files: [
      {
        path: 'realesr_general_x4v3_dn50.onnx',
        bytes: 4_866_422,
        sha256: 'b345bc59c38dbb78d871b5adf9519c475fe243c198f70cc9d0b97a464715d50b',
      },
    ],
  },
  graph: 'realesr_general_x4v3_dn50.onnx',
  licence: 'BSD-3-Clause',
  convertedFrom: 'xinntao/Real-ESRGAN v0.2.5.0: the mean of realesr-general-x4v3.pth and realesr-general-wdn-x4v3.pth',
  // SRVGGNetCompact: 34 convolutions of 3 × 3 with 64 channels. Three of its widest values for a window of 596 × 596.
  needs: { f16: false, workingMemory: 272_805_888, largestTensor: 147_456 },
  scale: 4,
  multiple: 1,
  receptiveRadius: 34,
});
