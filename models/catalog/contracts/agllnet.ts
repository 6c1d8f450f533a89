import type { Contract } from '../contract';

/** AGLLNet (Lv, Li and Lu, 2021) at 256 × 256, of `Kazuhito00/Image-Processing-Node-Editor`. */
export const contract: Contract = {
  inputs: { input_1: [1, 3, 256, 256] },
  outputs: { 'tf.identity': [1, 256, 256, 10] },
  model: {
    kind: 'brightener',
    tasks: ['light'],
    summary: { en: 'Brightens dark pictures strongly and evenly.', tr: 'Karanlık görselleri güçlü ve eşit biçimde aydınlatır.' },
    input: { width: 256, height: 256, layout: 'nchw', channels: 'rgb', white: 1, mean: [0, 0, 0], std: [1, 1, 1], divisor: 1 },
    // Three channels of attention, one of noise, the picture, and three more of it before its last step.
    output: { layout: 'nhwc', first: 4 },
  },
  workingMemory: 128 * 2 ** 20,
};
