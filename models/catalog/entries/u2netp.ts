import { contract } from '../contracts/u2net';
import { subjectModel } from '../model';

export const model = subjectModel.parse({
  ...contract.model,
  id: 'u2netp',
  name: 'U²-Net-p',
  source: {
    kind: 'hub',
    repo: 'openpixels-app/browser-models',
    files: [
      {
        path: 'u2netp.onnx',
        bytes: 4_574_861,
        sha256: '309c8469258dda742793dce0ebea8e6dd393174f89934733ecc8b14c76f4ddd8',
      },
    ],
  },
  graph: 'u2netp.onnx',
  licence: 'Apache-2.0',
  convertedFrom: 'xuebinqin/U-2-Net: u2netp',
  // Its widest kernel, 128 → 64 channels of 3 × 3.
  needs: { f16: false, workingMemory: contract.workingMemory, largestTensor: 294_912 },
});
