import { z } from '../../messages/zod';
import { filePath, presentation } from './model-source';
import { needs } from './needs';

const side = z.int().min(16).max(4096);
const white = z.union([z.literal(1), z.literal(255)]).default(1);
const name = z.string().min(1).max(100);

/**
 * A model that fills a part of a picture from what is around it, without words: a picture [1, 3, H, W] in RGB and a mask
 * [1, 1, H, W] in, a picture of that size out.
 */
export const inpainterModel = z.strictObject({
  ...presentation,
  kind: z.literal('inpainter'),
  /** Which of the files is the graph; the others hold its weights. */
  graph: filePath,
  needs,
  /** Names of inputs and output as the graph has them, with the value of white in each picture; black is 0. */
  image: z.strictObject({ name, white }),
  /** Which values of the mask say that a pixel is to be filled, and that it is to be kept. */
  mask: z.strictObject({ name, fill: z.number(), keep: z.number() }),
  /** Of the output the first where it has no name here. */
  output: z.strictObject({ name: name.optional(), white }),
  /** At what sizes it works: about so many pixels, sides that are multiples, and between two bounds. */
  working: z
    .strictObject({ area: z.int().min(256).max(4_194_304), multiple: z.int().min(1).max(1024), min: side, max: side })
    .refine(({ multiple, min, max }) => Math.ceil(min / multiple) * multiple <= max),
  /** Set where WebGPU was seen to compute it wrongly. */
  onlyOn: z.literal('wasm').optional(),
});
export type InpainterModel = z.infer<typeof inpainterModel>;
