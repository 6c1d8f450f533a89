import { z } from '../../../messages/zod';
import type { TaskMeta } from '../task';

export const meta: TaskMeta = {
  id: 'select',
  group: 'change',
  icon: 'mouse-pointer-click',
  order: 9,
  options: z.strictObject({}),
  input: 'picture',
  finds: 'at-point',
  marksOnly: true,
  need: () => ({ task: 'select' }),
  resultSize: ({ width, height }) => ({ width, height }),
};
