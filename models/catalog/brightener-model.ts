import { z } from '../../messages/zod';
import { filePath, presentation } from './model-source';
import { needs } from './needs';
import { fixedInput } from './picture-input';

/** Where among the channels of an output a picture is. */
export const pictureOutput = z.strictObject({
  /** Name of the output; the first where missing. */
  name: z.string().optional(),
  layout: z.enum(['nchw', 'nhwc']).default('nchw'),
  /** The channel of its red; green and blue follow. */
  first: z.int().min(0).max(1000).default(0),
});
export type PictureOutput = z.infer<typeof pictureOutput>;

/**
 * A model that brightens dark pictures: one picture of a fixed size in, the same picture well lit out, of the same size,
 * RGB from 0 to 1 whatever goes in. What is taken from it is by how much each place is to become brighter.
 */
export const brightenerModel = z.strictObject({
  ...presentation,
  kind: z.literal('brightener'),
  /** Which of the files is the graph; the others hold its weights. */
  graph: filePath,
  needs,
  /** Its size is filled whatever a picture's shape. */
  input: fixedInput,
  output: pictureOutput,
});
export type BrightenerModel = z.infer<typeof brightenerModel>;
