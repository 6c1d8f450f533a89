import { faceRestorerModel } from '../model';

export const model = faceRestorerModel.parse({
  id: 'gfpgan-1-4-w16',
  kind: 'face-restorer',
  name: 'GFPGAN 1.4',
  summary: {
    en: 'Draws blurred and damaged faces anew. It invents what cannot be seen.',
    tr: 'Bulanık ve bozulmuş yüzleri yeniden çizer. Görülemeyeni uydurur.',
  },
  tasks: ['restore-faces'],
  source: {
    kind: 'hub',
    repo: 'openpixels-app/browser-models',
    files: [{ path: 'gfpgan_1.4_w16.onnx', bytes: 170_305_678 }],
  },
  graph: 'gfpgan_1.4_w16.onnx',
  licence: 'Apache-2.0',
  convertedFrom: 'TencentARC/GFPGAN v1.3.4: GFPGANv1.4.pth',
  // Weights become float32 when it is opened; three values of 64 channels at 512 × 512. The widest layer is 4096 → 8192, linear.
  needs: { f16: false, workingMemory: 541_937_948, largestTensor: 134_217_728 },
  input: { width: 512, height: 512, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
});
