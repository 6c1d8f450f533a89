import { faceRestorerModel } from '../model';

export const model = faceRestorerModel.parse({
  id: 'restoreformer-plus-plus-int8',
  kind: 'face-restorer',
  name: 'RestoreFormer++ (8 bits)',
  summary: {
    en: 'Draws blurred and damaged faces anew; smaller to fetch than GFPGAN. It invents what cannot be seen.',
    tr: 'Bulanık ve bozulmuş yüzleri yeniden çizer; indirmesi GFPGAN’dan kısadır. Görülemeyeni uydurur.',
  },
  tasks: ['restore-faces'],
  source: {
    kind: 'hub',
    repo: 'Saimon8420/restoreformer-pp-web',
    commit: '9e5912e04026135bc1a7c8557a2da66f521a7b8e',
    files: [
      {
        path: 'restoreformer_pp_int8w.onnx',
        bytes: 74_375_477,
        sha256: '4b3983dba15b8dd26db1bc94be57558ca4d783424ca6f3715676ab53450bcb6c',
      },
    ],
  },
  graph: 'restoreformer_pp_int8w.onnx',
  licence: 'Apache-2.0',
  convertedFrom: 'wzhouxiff/RestoreFormerPlusPlus v1.0.0: RestoreFormer++.ckpt',
  // Weights become float32 when it is opened; three values of 64 channels at 512 × 512. The widest kernel is 512 → 512 of 3 × 3.
  needs: { f16: false, workingMemory: 498_828_484, largestTensor: 9_437_184 },
  input: { width: 512, height: 512, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
});
