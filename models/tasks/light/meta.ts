import { z } from '../../../messages/zod';
import type { TaskMeta } from '../task';

const percent = z.int().min(-100).max(100).multipleOf(5).default(0);

export const options = z.strictObject({
  /** How much of what brightens by itself is applied, in percent. */
  strength: z.int().min(0).max(100).multipleOf(5).default(100),
  /** Stops that light is multiplied by besides. */
  exposure: z.number().min(-3).max(3).multipleOf(0.1).default(0),
  shadows: percent,
  highlights: percent,
  contrast: percent,
});

export const meta: TaskMeta = {
  id: 'light',
  group: 'repair',
  icon: 'sun',
  order: 3,
  options,
  input: 'picture',
  refines: true,
  need: () => ({ task: 'light', optional: true }),
  resultSize: ({ width, height }) => ({ width, height }),
};
