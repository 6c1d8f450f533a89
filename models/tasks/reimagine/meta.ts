import { z } from '../../../messages/zod';
import { samplingFits, samplingOptions, strength, wordOptions } from '../generation';
import type { TaskMeta } from '../task';

export const options = z.strictObject({ ...wordOptions, strength: strength(60), ...samplingOptions });

export const meta: TaskMeta = {
  id: 'reimagine',
  group: 'change',
  icon: 'shuffle',
  order: 1,
  options,
  input: 'picture',
  generates: true,
  need: () => ({ task: 'reimagine' }),
  fit: samplingFits,
  resultSize: ({ width, height }) => ({ width, height }),
};
