import { z } from '../../messages/zod';
import type { Model } from '../catalog/model';
import { styleNames } from './styles';
import type { OptionFits } from './options';

/** Characters of a prompt: far more than any model reads. */
const longestPrompt = 2000;

/** The options that every tool has which makes things up from words. */
export const wordOptions = {
  prompt: z.string().max(longestPrompt).default('').meta({ control: 'prompt' }),
  style: z.enum(styleNames).default('none'),
  variations: z.int().min(1).max(8).default(1),
};

/** Those of them that few need. */
export const samplingOptions = {
  negativePrompt: z.string().max(longestPrompt).default('').meta({ more: true }),
  steps: z.int().min(1).max(100).default(20).meta({ more: true }),
  /** Classifier-free guidance scale. */
  guidance: z.number().min(1).max(20).multipleOf(0.1).default(7).meta({ more: true }),
  seed: z.int().min(0).max(2 ** 31 - 1).default(0).meta({ control: 'seed', more: true }),
  keepSeed: z.boolean().default(false).meta({ control: 'beside', more: true }),
};

/** How much of a picture is made anew, in percent. */
export const strength = (initial: number) => z.int().min(5).max(100).multipleOf(5).default(initial);

/** What a checkpoint says of these options. */
export function samplingFits(model: Model): OptionFits {
  if (model.kind !== 'checkpoint') return {};
  const { steps, guidance, guided } = model.defaults;
  return {
    steps,
    guidance: guidance.min < guidance.max ? guidance : { unused: true },
    negativePrompt: guided ? {} : { unused: true },
    ...(model.styles ? { style: { values: ['none', ...model.styles] } } : {}),
  };
}
