import { z } from '../../messages/zod';

/** A tensor in a file of its own: raw little-endian float32. */
const tensorFile = z.strictObject({ file: z.string(), shape: z.array(z.int().positive()).min(1) });
export type TensorFile = z.infer<typeof tensorFile>;

const sizes = z.int().positive();

/** One recorded run of diffusers. What is not known here is refused: it would be left out of the comparison. */
const conformanceCase = z
  .strictObject({
    id: z.string(),
    model: z.string(),
    task: z.enum(['txt2img', 'img2img', 'inpaint']),
    prompt: z.string(),
    negativePrompt: z.string(),
    width: sizes,
    height: sizes,
    steps: sizes,
    guidanceScale: z.number().min(0),
    predictionType: z.string(),
    strength: z.number().min(0).max(1).optional(),
    image: z.string().optional(),
    mask: z.string().optional(),
    scheduler: z.strictObject({ name: z.string(), class_: z.string(), config: z.record(z.string(), z.unknown()) }),
    noise: z.array(tensorFile),
    expected: z.strictObject({
      timesteps: z.array(z.number()),
      sigmas: z.array(z.number()).nullish(),
      latentsPerStep: z.array(tensorFile).min(1),
      image: tensorFile,
    }),
  })
  .refine(({ task, image }) => (task === 'txt2img') === (image === undefined), 'an image where the task needs one')
  .refine(({ task, mask }) => (task === 'inpaint') === (mask !== undefined), 'a mask where the task needs one');
export type ConformanceCase = z.infer<typeof conformanceCase>;

export const conformanceCases = z.looseObject({ cases: z.array(conformanceCase).min(1) });
