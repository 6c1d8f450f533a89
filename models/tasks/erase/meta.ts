import { z } from '../../../messages/zod';
import type { TaskMeta } from '../task';

export const options = z.strictObject({});

export const meta: TaskMeta = {
  id: 'erase',
  group: 'change',
  icon: 'eraser',
  order: 0,
  options,
  input: 'marked-picture',
  exact: true,
  invents: true,
  need: () => ({ task: 'erase' }),
  isMissing: (_values, marked) => !marked,
  resultSize: ({ width, height }) => ({ width, height }),
};
