import { z } from '../../messages/zod';

/** A model that takes one picture and gives one picture, with the same field of view. */
export const imageModel = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
  kind: z.literal('image-to-image'),
  /** Ids of the tools that offer it. */
  tasks: z.array(z.string()).min(1),
  /** Where the file is: inside the package, relative to its root. */
  source: z.strictObject({ kind: z.literal('package'), path: z.string() }),
  bytes: z.int().positive(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  licence: z.string(),
  /** Result pixels per input pixel, in each direction. */
  scale: z.int().min(1).max(8),
  /** Input sides must be multiples of this. */
  multiple: z.int().min(1).max(64),
  /** How many input pixels away a pixel can influence another. */
  receptiveRadius: z.int().min(0).max(512),
});
export type ImageModel = z.infer<typeof imageModel>;

/** What a tool asks of the catalog. */
export interface ModelNeed {
  /** The tool's id. */
  task: string;
  /** Result pixels per input pixel, in each direction. */
  scale: number;
}

/** Whether a model does what a tool needs. */
export function serves({ tasks, scale }: ImageModel, need: ModelNeed): boolean {
  return tasks.includes(need.task) && scale === need.scale;
}
