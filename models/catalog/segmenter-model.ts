import { z } from '../../messages/zod';
import { filePath, presentation } from './model-source';
import { needs } from './needs';
import { fixedInput } from './picture-input';

const name = z.string().min(1).max(100);
const label = z.int().min(-100).max(100);

/** How a box is told to a decoder. */
const boxes = z.discriminatedUnion('as', [
  /** An input of its own, [1, boxes, 4]: left, top, right and bottom in pixels of the encoder's input. */
  z.strictObject({ as: z.literal('input'), name }),
  /** Two more points with labels of their own: its upper left and its lower right corner. */
  z.strictObject({ as: z.literal('corners'), first: label, last: label }),
  /** It knows none: a point in its middle stands for it, and what is found ends at its edges. */
  z.strictObject({ as: z.literal('middle') }),
]);

/**
 * A model that finds what is at a place of a picture, as SAM and its like do. Two graphs: an encoder that sees the picture once, and
 * a decoder that is run for every click, with all that the encoder gave that it has an input for. The decoder takes points
 * [1, 1, N, 2] in pixels of the encoder's input with a label each, and gives masks [1, 1, M, rows, columns] of logits with the quality that it
 * expects of each, [1, 1, M].
 */
export const segmenterModel = z.strictObject({
  ...presentation,
  kind: z.literal('segmenter'),
  /** Which of the files is the encoder; those that are neither graph hold weights, each beside its graph. */
  graph: filePath,
  decoder: filePath,
  /** Of both graphs together. */
  needs,
  input: fixedInput,
  /** How a picture of another shape fills the input: as it is stretched, or in the upper left with zeros beside it. */
  shape: z.enum(['stretched', 'padded']),
  points: z.strictObject({ name, labels: name, part: label, notPart: label }),
  boxes,
  output: z.strictObject({ masks: name, quality: name }),
  /** Set where WebGPU was seen to compute it wrongly, or has no kernels for it. */
  onlyOn: z.literal('wasm').optional(),
});
export type SegmenterModel = z.infer<typeof segmenterModel>;
