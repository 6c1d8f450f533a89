import { z } from '../../../messages/zod';
import type { TaskMeta } from '../task';

export const options = z.strictObject({
  background: z.enum(['transparent', 'color', 'blur', 'picture']).default('transparent'),
  color: z
    .string()
    .regex(/^#[0-9a-f]{6}$/)
    .default('#ffffff')
    .meta({ control: 'color', when: { background: 'color' } }),
  blur: z.number().min(5).max(100).multipleOf(1).default(40).meta({ when: { background: 'blur' } }),
  /** Which of the open pictures; the editor sends it beside the one that is worked on. */
  picture: z.string().max(36).default('').meta({ control: 'picture', when: { background: 'picture' } }),
});

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
  namesMarks: true,
  need: () => ({ task: 'cut-out' }),
  isMissing: ({ background, picture }) => background === 'picture' && picture === '',
  resultSize: ({ width, height }) => ({ width, height }),
};
