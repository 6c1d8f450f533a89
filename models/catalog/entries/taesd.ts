import { previewDecoderModel } from '../model';

export const model = previewDecoderModel.parse({
  id: 'taesd',
  kind: 'preview-decoder',
  name: 'TAESD',
  summary: {
    en: 'A tiny decoder: small to fetch, and quick enough to be run after every step.',
    tr: 'Küçücük bir çözücü: indirmesi kısa sürer, her adımdan sonra çalışacak kadar hızlıdır.',
  },
  tasks: ['create', 'reimagine', 'repaint', 'extend'],
  source: {
    kind: 'hub',
    repo: 'julienkay/taesd',
    commit: 'c8a437fd0201c21c3bcd298fcf3181b063bcc1eb',
    files: [{ path: 'vae_decoder/model.onnx', bytes: 4_912_312 }],
  },
  graph: 'vae_decoder/model.onnx',
  licence: 'MIT',
  convertedFrom: 'madebyollin/taesd',
  // 64 channels at the picture's size: three values of 768 × 768 pixels. The widest kernel is 64 → 64 channels of 3 × 3.
  needs: { f16: false, workingMemory: 452_984_832, largestTensor: 147_456 },
  family: 'sd',
});
