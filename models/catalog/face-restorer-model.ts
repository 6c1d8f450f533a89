import { z } from '../../messages/zod';
import { filePath, presentation } from './model-source';
import { needs } from './needs';
import { fixedInput } from './picture-input';

/**
 * A model that draws a damaged face anew: one aligned face in, the same face out, of the same size, in RGB from −1 to 1.
 * Aligned means: eyes, nose and mouth where FFHQ has them (`models/tasks/restore-faces/align.ts`).
 */
export const faceRestorerModel = z.strictObject({
  ...presentation,
  kind: z.literal('face-restorer'),
  /** Which of the files is the graph; the others hold its weights. */
  graph: filePath,
  needs,
  /** A square. */
  input: fixedInput,
  /** Name of the output that is the face; the first where missing. */
  output: z.string().optional(),
});
export type FaceRestorerModel = z.infer<typeof faceRestorerModel>;
