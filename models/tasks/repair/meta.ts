import { z } from '../../../messages/zod';
import type { TaskMeta } from '../task';

export const options = z.strictObject({
  /** How much of the correction is applied, in percent. */
  strength: z.int().min(0).max(100).multipleOf(5).default(100),
});

export const meta: TaskMeta = {
  id: 'repair',
  group: 'repair',
  icon: 'sparkles',
  order: 2,
  options,
  input: 'picture',
  need: () => ({ task: 'repair', scale: 1 }),
  resultSize: ({ width, height }) => ({ width, height }),
};
