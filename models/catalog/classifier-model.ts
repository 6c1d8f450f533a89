import { z } from '../../messages/zod';
import { filePath, presentation } from './model-source';
import { needs } from './needs';

const side = z.int().min(16).max(1024);
const ofColours = <Value extends z.ZodType>(value: Value) => z.tuple([value, value, value]);
const label = z.string().min(1).max(60);

/** How a picture becomes what a classifier takes: resized to its size whatever its shape, `(value · white − mean) / std`. */
const classifierInput = z.strictObject({
  width: side,
  height: side,
  /** The value of white before `mean` and `std`; black is 0. */
  white: z.union([z.literal(1), z.literal(255)]).default(1),
  /** In the order of `channels`, as is `std`. */
  mean: ofColours(z.number()),
  std: ofColours(z.number().positive()),
  channels: z.enum(['rgb', 'bgr']).default('rgb'),
});
export type ClassifierInput = z.infer<typeof classifierInput>;

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
    input: classifierInput,
    /** What the logits stand for, in their order. */
    labels: z.array(label).min(2).max(100),
    /** Those of the labels with which a picture is hidden until the person shows it. */
    explicit: z.array(label).min(1),
    /** From what probability of these labels together, 0–1, a picture is hidden. */
    threshold: z.number().gt(0).lt(1),
  })
  .refine(({ labels, explicit }) => explicit.every((each) => labels.includes(each)) && explicit.length < labels.length);
export type ClassifierModel = z.infer<typeof classifierModel>;
