import { z } from '../../messages/zod';
import { filePath, presentation } from './model-source';
import { needs } from './needs';
import { pictureInput } from './picture-input';

/**
 * A model that tells how near everything in a picture is, relative to the rest: one picture in, one number for each place out,
 * `[1, rows, columns]` or with a channel, of the input's size or smaller. Their scale and where they begin mean nothing.
 */
export const depthModel = z.strictObject({
  ...presentation,
  kind: z.literal('depth'),
  /** Which of the files is the graph; the others hold its weights. */
  graph: filePath,
  needs,
  input: pictureInput,
  /** Name of the output; the first where missing. */
  output: z.string().optional(),
  /** What is larger: how near something is, as of disparity, or how far. */
  larger: z.enum(['nearer', 'farther']).default('nearer'),
});
export type DepthModel = z.infer<typeof depthModel>;
