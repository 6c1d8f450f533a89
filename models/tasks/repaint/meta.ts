import { z } from '../../../messages/zod';
import { samplingFits, samplingOptions, strength, wordOptions } from '../generation';
import type { TaskMeta } from '../task';

export const options = z.strictObject({ ...wordOptions, strength: strength(100), ...samplingOptions });

export const meta: TaskMeta = {
  id: 'repaint',
  group: 'change',
  icon: 'paintbrush',
  order: 2,
  options,
  input: 'marked-picture',
  exact: true,
  generates: true,
  need: () => ({ task: 'repaint' }),
  fit: samplingFits,
  isMissing: (_values, marked) => !marked,
  resultSize: ({ width, height }) => ({ width, height }),
};
