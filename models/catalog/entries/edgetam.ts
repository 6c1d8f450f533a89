import { segmenterModel } from '../model';
import { imageNet } from '../picture-input';

export const model = segmenterModel.parse({
  id: 'edgetam',
  kind: 'segmenter',
  name: 'EdgeTAM',
  summary: {
    en: 'Finds the object that you click on or draw a box around; made for small devices.',
    tr: 'Tıkladığınız ya da kutu içine aldığınız nesneyi bulur; küçük cihazlar için yapılmıştır.',
  },
  tasks: ['select'],
  source: {
    kind: 'hub',
    repo: 'onnx-community/EdgeTAM-ONNX',
    files: [
      {
        path: 'onnx/vision_encoder.onnx',
        bytes: 192_225,
        sha256: 'ed068218eba96760fe02d04ce899c449660ac813a088d80ed7f42c8bb01e7cec',
      },
      {
        path: 'onnx/vision_encoder.onnx_data',
        bytes: 19_532_576,
        sha256: '21e75dba7077dfcb53e8c9a6e99977156f2240ff3f1f9cddc43d66aa1ecb528e',
      },
      {
        path: 'onnx/prompt_encoder_mask_decoder.onnx',
        bytes: 213_114,
        sha256: 'd3668299ec3edf70fbb139ec642b54bf3d4be453fd1b688a6b5938e0856fe546',
      },
      {
        path: 'onnx/prompt_encoder_mask_decoder.onnx_data',
        bytes: 20_958_208,
        sha256: 'dfa2125e30d08d388732f20c18fb63ab0f0f590cd270eb307f0c2b65919d1be8',
      },
    ],
  },
  graph: 'onnx/vision_encoder.onnx',
  decoder: 'onnx/prompt_encoder_mask_decoder.onnx',
  licence: 'Apache-2.0',
  convertedFrom: 'yonigozlan/EdgeTAM-hf, of facebook/EdgeTAM',
  // Three values of 48 channels at half the input's size; its largest tensor is the position of 64 × 64 places in 256 channels.
  needs: { f16: false, workingMemory: 150_994_944, largestTensor: 4_194_304 },
  input: { width: 1024, height: 1024, ...imageNet },
  shape: 'stretched',
  points: { name: 'input_points', labels: 'input_labels', part: 1, notPart: 0 },
  boxes: { as: 'input', name: 'input_boxes' },
  output: { masks: 'pred_masks', quality: 'iou_scores' },
});
