import { imageModel } from '../model';

export const model = imageModel.parse({
  id: 'realesr-general-wdn-x4v3',
  kind: 'image-to-image',
  name: 'Real-ESRGAN General ×4, light',
  summary: {
    en: 'Enlarges clean photos; grain and fine texture stay.',
    tr: 'Temiz fotoğrafları büyütür; gren ve ince doku kalır.',
  },
  tasks: ['enlarge'],
  source: {
    kind: 'hub',
    repo: 'openpixels-app/browser-models',
    files: [
      {
        path: 'realesr_general_wdn_x4v3.onnx',
        bytes: 4_866_422,
        sha256: 'be536211515f088de05f1aa799a8079e92f49978b47aad6cec007f9fca62bb68',
      },
    ],
  },
  graph: 'realesr_general_wdn_x4v3.onnx',
  licence: 'BSD-3-Clause',
  convertedFrom: 'xinntao/Real-ESRGAN v0.2.5.0: realesr-general-wdn-x4v3.pth',
  // SRVGGNetCompact: 34 convolutions of 3 × 3 with 64 channels. Three of its widest values for a window of 596 × 596.
  needs: { f16: false, workingMemory: 272_805_888, largestTensor: 147_456 },
  scale: 4,
  multiple: 1,
  receptiveRadius: 34,
});
