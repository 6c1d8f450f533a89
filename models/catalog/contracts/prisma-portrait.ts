import type { Contract } from '../contract';

/** PrismaNet for portraits, of `anilsathyan7/Portrait-Segmentation`. */
export const contract: Contract = {
  inputs: { input_3: [null, 3, 256, 256] },
  outputs: { permute_2: [null, 1, 256, 256] },
  model: {
    kind: 'subject',
    tasks: ['cut-out'],
    summary: { en: 'Cuts people out; finer than SINet.', tr: 'İnsanları ayırır; SINet’ten daha incelikli çalışır.' },
    input: { width: 256, height: 256, layout: 'nchw', channels: 'rgb', white: 1, mean: [0, 0, 0], std: [1, 1, 1], divisor: 1 },
    output: { layout: 'nchw', activation: 'none', channel: 0, inverted: false, isMatte: false },
  },
  workingMemory: 64 * 2 ** 20,
};
