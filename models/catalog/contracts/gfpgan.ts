import type { Contract } from '../contract';

/**
 * GFPGAN 1.4 as it is usually exported, with names for input and output. Other networks that restore aligned faces of 512 × 512
 * pixels have the same names, and take and give the same.
 */
export const contract: Contract = {
  inputs: { input: [1, 3, 512, 512] },
  outputs: { output: [1, 3, 512, 512] },
  model: {
    kind: 'face-restorer',
    tasks: ['restore-faces'],
    summary: {
      en: 'Draws blurred and damaged faces anew. It invents what cannot be seen.',
      tr: 'Bulanık ve bozulmuş yüzleri yeniden çizer. Görülemeyeni uydurur.',
    },
    input: { width: 512, height: 512, layout: 'nchw', channels: 'rgb', white: 1, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5], divisor: 1 },
  },
  // Three values of 64 channels at 512 × 512.
  workingMemory: 192 * 2 ** 20,
};
