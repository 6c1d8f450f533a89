import { z } from '../../../messages/zod';
import { samplingFits, samplingOptions, wordOptions } from '../generation';
import type { TaskMeta } from '../task';

const pixels = () => z.int().min(0).max(4096).default(0);

export const options = z.strictObject({
  ...wordOptions,
  left: pixels().meta({ control: 'border' }),
  top: pixels().meta({ control: 'beside' }),
  right: pixels().meta({ control: 'beside' }),
  bottom: pixels().meta({ control: 'beside' }),
  ...samplingOptions,
});

export const meta: TaskMeta = {
  id: 'extend',
  group: 'change',
  icon: 'expand',
  order: 3,
  options,
  input: 'picture',
  exact: true,
  generates: true,
  need: () => ({ task: 'extend' }),
  fit: samplingFits,
  isMissing: (values) => {
    const { left, top, right, bottom } = options.parse(values);
    return left + top + right + bottom === 0;
  },
  resultSize: ({ width, height }, values) => {
    const { left, top, right, bottom } = options.parse(values);
    return { width: width + left + right, height: height + top + bottom };
  },
};
