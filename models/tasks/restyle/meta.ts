import { z } from '../../../messages/zod';
import type { TaskMeta } from '../task';

export const options = z.strictObject({
  /** How much of the style is applied, in percent. */
  strength: z.int().min(0).max(100).multipleOf(5).default(100),
});

export const meta: TaskMeta = {
  id: 'restyle',
  group: 'change',
  icon: 'palette',
  order: 5,
  options,
  input: 'picture',
  refines: true,
  need: () => ({ task: 'restyle', scale: 1 }),
  resultSize: ({ width, height }) => ({ width, height }),
};
