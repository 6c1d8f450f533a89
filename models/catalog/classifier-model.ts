import { z } from '../../messages/zod';
import { filePath, presentation } from './model-source';
import { needs } from './needs';
import { fixedInput } from './picture-input';

const label = z.string().min(1).max(60);

/**
 * A model that looks at one picture and tells which of some labels it bears: one input [N,3,height,width], one output
 * [N,labels] of logits. Its `tasks` are the tools whose pictures it looks at.
 */
export const classifierModel = z
  .strictObject({
    ...presentation,
    kind: z.literal('classifier'),
    /** Which of the files is the graph; the others hold its weights. */
    graph: filePath,
    needs,
    /** Its size is filled whatever a picture's shape. */
    input: fixedInput,
    /** What the logits stand for, in their order. */
    labels: z.array(label).min(2).max(100),
    /** Those of the labels with which a picture is hidden until the person shows it. */
    explicit: z.array(label).min(1),
    /** From what probability of these labels together, 0–1, a picture is hidden. */
    threshold: z.number().gt(0).lt(1),
  })
  .refine(({ labels, explicit }) => explicit.every((each) => labels.includes(each)) && explicit.length < labels.length);
export type ClassifierModel = z.infer<typeof classifierModel>;
