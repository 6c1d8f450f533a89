import { z } from '../../../messages/zod';
import type { TaskMeta } from '../task';

const percent = z.int().min(0).max(100);

export const options = z.strictObject({
  /** How far the most blurred is blurred, in percent of the most there is. */
  strength: percent.multipleOf(5).default(50),
  /** What is sharp: what is as far as the sharp distance, or as what is at the point. */
  focus: z.enum(['distance', 'point']).default('distance'),
  /** 0 for the nearest in the picture, 100 for the farthest. */
  distance: percent.default(0),
  /** How much of the distances is sharp. */
  range: percent.multipleOf(5).default(25),
  /** Where the point is, in percent of the picture's width and height. */
  pointX: percent.default(50).meta({ more: true }),
  pointY: percent.default(50).meta({ more: true }),
});

export const meta: TaskMeta = {
  id: 'background-blur',
  group: 'change',
  icon: 'aperture',
  order: 6,
  options,
  input: 'picture',
  refines: true,
  point: { x: 'pointX', y: 'pointY', sets: { focus: 'point' } },
  need: () => ({ task: 'background-blur' }),
  resultSize: ({ width, height }) => ({ width, height }),
};
