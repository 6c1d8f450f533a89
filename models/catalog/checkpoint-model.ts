import { z } from '../../messages/zod';
import { filePath, presentation } from './model-source';

const side = z.int().min(8).max(8192);

/** One graph of a checkpoint, and what it asks of a device. */
const part = z.strictObject({
  /** Which of the files is the graph; files beside it in its folder hold its weights. */
  graph: filePath,
  /** Bytes of its weights, as they are stored. */
  bytes: z.int().positive(),
  /** Whether it computes in float16, which a GPU must offer and WebAssembly computes in float32. */
  f16: z.boolean(),
  /** Bytes of the largest single tensor among the weights. */
  largestTensor: z.int().min(0),
  /** Bytes that a run for one prompt needs besides the weights, for each pixel of the picture. */
  memoryPerPixel: z.number().min(0),
});
export type CheckpointPart = z.infer<typeof part>;

const textEncoder = part.extend({
  /** Folder of its tokenizer's files, `tokenizer.json` among them. */
  tokenizer: filePath,
});

/** What a number may be, and what it is at first. */
const bounds = z
  .strictObject({ initial: z.number(), min: z.number(), max: z.number() })
  .refine(({ initial, min, max }) => min <= initial && initial <= max);

/** A field of a scheduler's configuration. */
const field = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** The parts of a generator that makes pictures from words, and how it wants to be used. */
export const checkpointModel = z.strictObject({
  ...presentation,
  kind: z.literal('checkpoint'),
  parts: z.strictObject({
    /** One, or the two of SDXL, in the order in which their widths are laid side by side. */
    textEncoders: z.array(textEncoder).min(1).max(2),
    denoiser: part,
    /** Missing where latents are the picture itself, its values from −1 to 1. */
    vaeDecoder: part.optional(),
    /** Missing where a checkpoint makes pictures from words alone, or needs none. */
    vaeEncoder: part.optional(),
  }),
  latents: z.strictObject({
    channels: z.int().min(1).max(64),
    /** Pixels for each latent, in each direction. */
    scale: z.int().min(1).max(64),
    /** Latents are a picture's, as the encoder gives them, times this. */
    scalingFactor: z.number().positive(),
  }),
  /** As `models/diffusion/scheduler-config.ts` reads it: diffusers' class, and the fields of its configuration. */
  scheduler: z.strictObject({ className: z.string().max(100), fields: z.record(z.string().max(100), field) }),
  /** Sizes of pictures, in pixels. */
  sizes: z
    .strictObject({
      /** What it was trained on. */
      width: side,
      height: side,
      /** Sides are multiples of this. */
      multiple: z.int().min(1).max(1024),
      min: side,
      max: side,
      /** Of both sides together. */
      maxPixels: z.int().positive(),
    })
    .refine(({ width, height, min, max, maxPixels }) => {
      return min <= Math.min(width, height) && Math.max(width, height) <= max && width * height <= maxPixels;
    }),
  defaults: z.strictObject({
    steps: bounds,
    /** Classifier-free guidance scale: 1 and below is none. */
    guidance: bounds,
    /** Whether it reads a negative prompt: networks that were distilled to few steps do not. */
    guided: z.boolean(),
  }),
  /** Whose latents these are, so that they can be shown on the way without the decoder. */
  preview: z.enum(['sd', 'sdxl', 'pixels', 'none']),
  /** Ids of the styles that it knows; all where missing. */
  styles: z.array(z.string()).optional(),
});
export type CheckpointModel = z.infer<typeof checkpointModel>;

/** Whether the graphs fix the size of pictures. */
export function hasFixedSize({ width, height, min, max, maxPixels }: CheckpointModel['sizes']): boolean {
  return min === Math.min(width, height) && max === Math.max(width, height) && maxPixels === width * height;
}

/** Every graph of a checkpoint, in the order in which a run uses them. */
export function partsOf({ parts }: Pick<CheckpointModel, 'parts'>): readonly CheckpointPart[] {
  const { textEncoders, denoiser, vaeDecoder, vaeEncoder } = parts;
  return [...textEncoders, vaeEncoder, denoiser, vaeDecoder].filter((each) => each !== undefined);
}
