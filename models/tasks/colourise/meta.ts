import { z } from '../../../messages/zod';
import type { TaskMeta } from '../task';

export const options = z.strictObject({
  /** Of what the model finds, in percent; at 0 the picture is grey. */
  saturation: z.int().min(0).max(200).multipleOf(5).default(100),
});

export const meta: TaskMeta = {
  id: 'colourise',
  group: 'repair',
  icon: 'rainbow',
  order: 4,
  options,
  input: 'picture',
  refines: true,
  invents: true,
  need: () => ({ task: 'colourise' }),
  resultSize: ({ width, height }) => ({ width, height }),
};
