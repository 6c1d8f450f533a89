import { z } from '../../../messages/zod';
import { samplingFits, samplingOptions, wordOptions } from '../generation';
import type { TaskMeta } from '../task';

/** As a checkpoint may have it; what one has is narrower. */
const side = () => z.int().min(8).max(8192).multipleOf(8).default(512);

export const options = z.strictObject({
  ...wordOptions,
  width: side().meta({ control: 'size' }),
  height: side().meta({ control: 'beside' }),
  ...samplingOptions,
});

export const meta: TaskMeta = {
  id: 'create',
  group: 'make',
  icon: 'wand-sparkles',
  order: 1,
  options,
  input: 'nothing',
  generates: true,
  need: () => ({ task: 'create' }),
  fit: (model) => {
    if (model.kind !== 'checkpoint') return {};
    const { width, height, multiple, min, max, maxPixels } = model.sizes;
    const bounds = { min, max, step: multiple, maxPixels };
    return {
      ...samplingFits(model),
      width: { ...bounds, initial: width },
      height: { ...bounds, initial: height },
    };
  },
  isMissing: (values) => options.parse(values).prompt.trim() === '',
  resultSize: (_input, values) => {
    const { width, height } = options.parse(values);
    return { width, height };
  },
};
