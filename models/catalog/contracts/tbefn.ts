import type { Contract } from '../contract';

/** TBEFN (Lu and Zhang, 2020) at 480 × 320, of `Kazuhito00/Image-Processing-Node-Editor`. */
export const contract: Contract = {
  inputs: { Placeholder: [1, 3, 320, 480] },
  outputs: { 'fusion/fusion_3/BiasAdd': [1, 320, 480, 3] },
  model: {
    kind: 'brightener',
    tasks: ['light'],
    summary: { en: 'Brightens dark pictures gently.', tr: 'Karanlık görselleri yumuşak biçimde aydınlatır.' },
    input: { width: 480, height: 320, layout: 'nchw', channels: 'rgb', white: 1, mean: [0, 0, 0], std: [1, 1, 1], divisor: 1 },
    output: { layout: 'nhwc', first: 0 },
  },
  workingMemory: 128 * 2 ** 20,
};
