import { z } from '../../messages/zod';
import { filePath, presentation } from './model-source';
import { needs } from './needs';
import { fixedInput } from './picture-input';

/**
 * A model that finds colours for a grey picture: all of it in grey, RGB of equal channels, of a fixed size in; a* and b* of CIE Lab
 * under D65 out, `[1, 2, height, width]`, of the same size.
 */
export const colouriserModel = z.strictObject({
  ...presentation,
  kind: z.literal('colouriser'),
  /** Which of the files is the graph; the others hold its weights. */
  graph: filePath,
  needs,
  /** Its size is filled whatever a picture's shape. */
  input: fixedInput,
  /** Name of the output; the first where missing. */
  output: z.string().optional(),
});
export type ColouriserModel = z.infer<typeof colouriserModel>;
