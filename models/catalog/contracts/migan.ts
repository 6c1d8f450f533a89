import type { Contract } from '../contract';
import { model } from '../entries/migan';

const { kind, tasks, summary, image, mask, output, working, needs } = model;

/** MI-GAN's pipeline, which crops and blends by itself: bytes in, bytes out. */
export const contract: Contract = {
  inputs: { image: [null, 3, null, null], mask: [null, 1, null, null] },
  outputs: { result: [null, null, null, null] },
  model: { kind, tasks, ...(summary ? { summary } : {}), image, mask, output, working },
  workingMemory: needs.workingMemory,
};
