import { depthModel } from '../model';
import { imageNet } from '../picture-input';

export const model = depthModel.parse({
  id: 'depth-anything-v2-small',
  kind: 'depth',
  name: 'Depth Anything V2 Small',
  summary: {
    en: 'Tells what is near and what is far, in any photo.',
    tr: 'Her fotoğrafta neyin yakın, neyin uzak olduğunu söyler.',
  },
  tasks: ['background-blur'],
  source: {
    kind: 'hub',
    repo: 'onnx-community/depth-anything-v2-small',
    commit: '709283e53fbd1183571e606f5cb37beae681336d',
    files: [{ path: 'onnx/model.onnx', roughBytes: 99_100_000 }],
  },
  graph: 'onnx/model.onnx',
  licence: 'Apache-2.0',
  convertedFrom: 'depth-anything/Depth-Anything-V2-Small',
  // ViT-S: attention of six heads between all patches of 686 × 518 pixels, twice. Its widest kernel is 384 → 1536.
  needs: { f16: false, workingMemory: 268_435_456, largestTensor: 2_359_296 },
  input: { longest: 686, multiple: 14, ...imageNet },
});
