import { classifierModel } from '../model';

export const model = classifierModel.parse({
  id: 'vit-base-nsfw-detector',
  kind: 'classifier',
  name: 'ViT Base NSFW Detector',
  summary: {
    en: 'Looks at pictures that are made here and hides explicit ones until you show them.',
    tr: 'Burada yapılan görsellere bakar; müstehcen olanları siz gösterene dek gizler.',
  },
  tasks: ['create', 'reimagine', 'repaint', 'extend'],
  // 88.6 MB is what is stated of its file; the hub says the exact size.
  source: {
    kind: 'hub',
    repo: 'AdamCodd/vit-base-nsfw-detector',
    files: [{ path: 'onnx/model_quantized.onnx', roughBytes: 88_600_000 }],
  },
  graph: 'onnx/model_quantized.onnx',
  licence: 'Apache-2.0',
  convertedFrom: 'google/vit-base-patch16-384, fine-tuned',
  // Three of its widest values, the attention of 12 heads between 577 places; its largest tensor is 768 → 3072 in 8 bits.
  needs: { f16: false, workingMemory: 47_941_776, largestTensor: 2_359_296 },
  input: { width: 384, height: 384, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
  labels: ['sfw', 'nsfw'],
  explicit: ['nsfw'],
  threshold: 0.5,
});
