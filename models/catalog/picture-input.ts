import { z } from '../../messages/zod';

const side = z.int().min(16).max(2048);
const ofColours = <Value extends z.ZodType>(value: Value) => z.tuple([value, value, value]);

/** What becomes of values and channels, whatever the size. */
const values = {
  layout: z.enum(['nchw', 'nhwc']).default('nchw'),
  channels: z.enum(['rgb', 'bgr']).default('rgb'),
  /** The value of white before anything else; black is 0. */
  white: z.union([z.literal(1), z.literal(255)]).default(1),
  /** In the order of `channels`, as is `std`. */
  mean: ofColours(z.number()).default([0, 0, 0]),
  std: ofColours(z.number().positive()).default([1, 1, 1]),
  /** What everything is divided by after that. */
  divisor: z.number().positive().default(1),
};

/** Of one size, to which all of a picture is brought whatever its shape. */
export const fixedInput = z.strictObject({ width: side, height: side, ...values });

/** Of a picture's own shape. */
const freeInput = z.strictObject({
  /** Of the longer side, at most; a smaller picture is not enlarged. */
  longest: side,
  /** Of the shorter side, where it was trained at one of about this. */
  shortest: side.optional(),
  /** Sides are multiples of this. */
  multiple: z.int().min(1).max(256),
  ...values,
});

/**
 * How a picture becomes what a network takes: resized by averaging or Keys's cubic, then
 * `((value · white − mean) / std) / divisor`.
 */
export const pictureInput = z.union([fixedInput, freeInput]);
export type FixedInput = z.infer<typeof fixedInput>;
export type PictureInput = z.infer<typeof pictureInput>;

/** ImageNet's mean and standard deviation of RGB from 0 to 1, as torchvision has them. */
export const imageNet: Pick<FixedInput, 'mean' | 'std'> = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
