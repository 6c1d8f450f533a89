import { z } from '../../../messages/zod';
import type { TaskMeta } from '../task';

export const options = z.strictObject({
  scale: z.enum(['2', '4']).default('2'),
});

export const meta: TaskMeta = {
  id: 'enlarge',
  group: 'repair',
  icon: 'scaling',
  order: 1,
  options,
  input: 'picture',
  need: (values) => ({ task: 'enlarge', scale: Number(options.parse(values).scale) }),
  resultSize: ({ width, height }, values) => {
    const scale = Number(options.parse(values).scale);
    return { width: width * scale, height: height * scale };
  },
};
