import type { Contract } from '../contract';

/** Depth Anything V1 and V2 as transformers.js has them. */
export const contract: Contract = {
  inputs: { pixel_values: [null, 3, null, null] },
  outputs: { predicted_depth: [null, null, null] },
  model: {
    kind: 'depth',
    tasks: ['background-blur'],
    summary: { en: 'Tells what is near and what is far.', tr: 'Neyin yakın, neyin uzak olduğunu söyler.' },
    input: {
      longest: 686,
      multiple: 14,
      layout: 'nchw',
      channels: 'rgb',
      white: 1,
      mean: [0.485, 0.456, 0.406],
      std: [0.229, 0.224, 0.225],
      divisor: 1,
    },
    larger: 'nearer',
  },
  workingMemory: 256 * 2 ** 20,
};
