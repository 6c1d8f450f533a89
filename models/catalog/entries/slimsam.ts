import { segmenterModel } from '../model';
import { imageNet } from '../picture-input';

export const model = segmenterModel.parse({
  id: 'slimsam',
  kind: 'segmenter',
  name: 'SlimSAM',
  summary: {
    en: 'The smallest to fetch; looks longer at each new picture, and takes a box for no more than a hint.',
    tr: 'İndirmesi en küçük olanıdır; her yeni görsele daha uzun bakar, kutuyu yalnızca bir ipucu sayar.',
  },
  tasks: ['select'],
  // Rounded sizes are what is stated of its files; the hub says the exact ones.
  source: {
    kind: 'hub',
    repo: 'Xenova/slimsam-77-uniform',
    files: [
      { path: 'onnx/vision_encoder_quantized.onnx', roughBytes: 8_900_000 },
      { path: 'onnx/prompt_encoder_mask_decoder_quantized.onnx', roughBytes: 4_800_000 },
    ],
  },
  graph: 'onnx/vision_encoder_quantized.onnx',
  decoder: 'onnx/prompt_encoder_mask_decoder_quantized.onnx',
  licence: 'Apache-2.0',
  convertedFrom: 'nielsr/slimsam-77-uniform',
  // Two values of the attention of 12 heads between 64 × 64 places; its largest tensor is the position of those places in 256 channels.
  needs: { f16: false, workingMemory: 1_610_612_736, largestTensor: 4_194_304 },
  input: { width: 1024, height: 1024, ...imageNet },
  shape: 'padded',
  points: { name: 'input_points', labels: 'input_labels', part: 1, notPart: 0 },
  boxes: { as: 'middle' },
  output: { masks: 'pred_masks', quality: 'iou_scores' },
  // Its 8-bit operators have kernels there alone.
  onlyOn: 'wasm',
});
