import { z } from '../../messages/zod';
import { filePath, presentation } from './model-source';
import { needs } from './needs';
import { pictureInput } from './picture-input';

/** How the numbers that a network gives become how much of each pixel is covered, 0–1. */
export const coverageOutput = z.strictObject({
  /** Name of the output; the first where missing. */
  name: z.string().optional(),
  layout: z.enum(['nchw', 'nhwc']).default('nchw'),
  /** `softmax` is over channels; `min-max` stretches what there is from the least to the most. */
  activation: z.enum(['none', 'sigmoid', 'softmax', 'min-max']).default('none'),
  /** The channel that counts. */
  channel: z.int().min(0).max(1000).default(0),
  /** Whether that channel is what is not covered, as a background is. */
  inverted: z.boolean().default(false),
  /** Whether values are how opaque a pixel is, as hair is in part; else they are how sure the network is. */
  isMatte: z.boolean().default(false),
});
export type CoverageOutput = z.infer<typeof coverageOutput>;

/** A model that tells what of a picture is its subject: one picture in, coverage out, of the input's size or smaller. */
export const subjectModel = z.strictObject({
  ...presentation,
  kind: z.literal('subject'),
  /** Which of the files is the graph; the others hold its weights. */
  graph: filePath,
  needs,
  input: pictureInput,
  output: coverageOutput,
  /** What its channels stand for, where they are classes. */
  labels: z.array(z.string().min(1).max(60)).optional(),
  /** Set where WebGPU was seen to compute it wrongly. */
  onlyOn: z.literal('wasm').optional(),
});
export type SubjectModel = z.infer<typeof subjectModel>;
