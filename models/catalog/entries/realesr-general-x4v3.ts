import { imageModel } from '../model';

export const model = imageModel.parse({
  id: 'realesr-general-x4v3',
  kind: 'image-to-image',
  name: 'Real-ESRGAN General ×4',
  summary: {
    en: 'Enlarges photos and takes out strong noise and JPEG damage.',
    tr: 'Fotoğrafları büyütür; güçlü kumlanmayı ve JPEG bozulmasını giderir.',
  },
  tasks: ['enlarge'],
  source: {
    kind: 'hub',
    repo: 'openpixels-app/browser-models',
    files: [
      {
        path: 'realesr_general_x4v3.onnx',
        bytes: 4_866_422,
        sha256: '0e121299bf9b23a764d3f9e2120d0d0727d5ac5032e03a46cb78d28bcc7c6872',
      },
    ],
  },
  graph: 'realesr_general_x4v3.onnx',
  licence: 'BSD-3-Clause',
  convertedFrom: 'xinntao/Real-ESRGAN v0.2.5.0: realesr-general-x4v3.pth',
  // SRVGGNetCompact: 34 convolutions of 3 × 3 with 64 channels. Three of its widest values for a window of 596 × 596.
  needs: { f16: false, workingMemory: 272_805_888, largestTensor: 147_456 },
  scale: 4,
  multiple: 1,
  receptiveRadius: 34,
});
