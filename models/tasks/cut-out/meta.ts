import { z } from '../../../messages/zod';
import type { TaskMeta } from '../task';

export const options = z.strictObject({});

export const meta: TaskMeta = {
  id: 'cut-out',
  group: 'change',
  icon: 'scissors',
  order: 4,
  options,
  input: 'marked-picture',
  exact: true,
  finds: 'all',
  refines: true,
  need: () => ({ task: 'cut-out' }),
  resultSize: ({ width, height }) => ({ width, height }),
};
