import { z } from '../../../messages/zod';
import type { TaskMeta } from '../task';

export const options = z.strictObject({
  /** What takes the place of a face. */
  how: z.enum(['blur', 'pixelate', 'solid']).default('blur'),
  /** How little is left of it, in percent. */
  strength: z.int().min(0).max(100).multipleOf(10).default(50).meta({ when: { how: ['blur', 'pixelate'] } }),
  colour: z.enum(['black', 'grey', 'white']).default('black').meta({ when: { how: 'solid' } }),
});

export const meta: TaskMeta = {
  id: 'blur-faces',
  group: 'hide',
  icon: 'user-round-x',
  order: 1,
  options,
  input: 'marked-picture',
  exact: true,
  finds: 'all',
  lists: true,
  refines: true,
  need: () => ({ task: 'blur-faces' }),
  resultSize: ({ width, height }) => ({ width, height }),
};
