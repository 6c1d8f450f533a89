import type { Contract } from '../contract';
import { model } from '../entries/lama';

const { kind, tasks, summary, image, mask, output, working, needs } = model;

/** LaMa as exported for 512 × 512. A conversion that a GPU computes rightly cannot be told from one that it does not. */
export const contract: Contract = {
  inputs: { image: [null, 3, 512, 512], mask: [null, 1, 512, 512] },
  outputs: { output: [null, null, null, null] },
  model: { kind, tasks, ...(summary ? { summary } : {}), image, mask, output, working, onlyOn: 'wasm' },
  workingMemory: needs.workingMemory,
};
