import { z } from '../../messages/zod';

/** What a model asks of a device besides room for its files. */
export const needs = z.strictObject({
  /** Whether its graph computes in float16, which a GPU must offer and WebAssembly computes in float32. */
  f16: z.boolean(),
  /** Bytes that a run needs besides the weights, at the tile sizes in use. */
  workingMemory: z.int().min(0),
  /** Bytes of the largest single tensor among the weights. */
  largestTensor: z.int().min(0),
});
export type ModelNeeds = z.infer<typeof needs>;
