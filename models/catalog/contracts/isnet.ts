import type { Contract } from '../contract';

/** IS-Net for general use, of `xuebinqin/DIS` (ECCV 2022), as `danielgatis/rembg` exports it. */
export const contract: Contract = {
  inputs: { input_image: [null, 3, 1024, 1024] },
  outputs: { output_image: [null, 1, 1024, 1024] },
  model: {
    kind: 'subject',
    tasks: ['cut-out'],
    summary: {
      en: 'Cuts out whatever stands out: people, animals, things. Fine edges, slow without a graphics card.',
      tr: 'Öne çıkan ne varsa ayırır: insan, hayvan, eşya. Kenarları incelikli; ekran kartı yoksa yavaştır.',
    },
    input: { width: 1024, height: 1024, layout: 'nchw', channels: 'rgb', white: 1, mean: [0.5, 0.5, 0.5], std: [1, 1, 1], divisor: 1 },
    output: { layout: 'nchw', activation: 'min-max', channel: 0, inverted: false, isMatte: false },
  },
  // Three of its widest values, 64 channels at half its input's size.
  workingMemory: 201_326_592,
};
