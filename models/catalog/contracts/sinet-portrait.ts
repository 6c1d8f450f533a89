import type { Contract } from '../contract';

/** SINet for portraits, of `anilsathyan7/Portrait-Segmentation`. */
export const contract: Contract = {
  inputs: { data: [1, 3, 320, 320] },
  outputs: { 'Softmax/1': [1, 2, 320, 320] },
  model: {
    kind: 'subject',
    tasks: ['cut-out'],
    summary: { en: 'Cuts people out; quick, with soft edges.', tr: 'İnsanları ayırır; hızlıdır, kenarları yumuşaktır.' },
    input: {
      width: 320,
      height: 320,
      layout: 'nchw',
      channels: 'bgr',
      white: 255,
      mean: [102.890434, 111.25247, 126.91212],
      std: [62.93292, 62.82138, 66.355705],
      divisor: 255,
    },
    output: { layout: 'nchw', activation: 'none', channel: 1, inverted: false, isMatte: false },
  },
  workingMemory: 64 * 2 ** 20,
};
