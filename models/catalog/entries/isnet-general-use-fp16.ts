import { contract } from '../contracts/isnet';
import { subjectModel } from '../model';

export const model = subjectModel.parse({
  ...contract.model,
  id: 'isnet-general-use-fp16',
  name: 'IS-Net',
  // 86 MB is what is stated of its file; the hub says the exact size.
  source: {
    kind: 'hub',
    repo: 'RonngZ/free-tool-models',
    files: [
      {
        path: 'background-remover/isnet-general-use-fp16.onnx',
        roughBytes: 86_000_000,
        sha256: '3fd7a4f645a1d330cb275611196bbb3d6687935bc429cf7bc21bfb095236333e',
      },
    ],
  },
  graph: 'background-remover/isnet-general-use-fp16.onnx',
  licence: 'Apache-2.0',
  convertedFrom: 'xuebinqin/DIS: isnet-general-use',
  // Its widest kernel, 1024 → 512 channels of 3 × 3, in float16.
  needs: { f16: true, workingMemory: contract.workingMemory, largestTensor: 9_437_184 },
});
