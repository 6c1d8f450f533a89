import { z } from '../../../messages/zod';
import type { TaskMeta } from '../task';

export const options = z.strictObject({
  /** How much of what was drawn anew is laid over the face, in percent. */
  strength: z.int().min(5).max(100).multipleOf(5).default(80),
});

export const meta: TaskMeta = {
  id: 'restore-faces',
  group: 'repair',
  icon: 'smile',
  order: 5,
  options,
  input: 'picture',
  exact: true,
  refines: true,
  invents: true,
  need: () => ({ task: 'restore-faces' }),
  // Faces are aligned by eyes, nose and mouth, which UltraFace does not tell.
  helper: { need: { task: 'blur-faces' }, suits: (model) => model.kind === 'face-detector' && model.decoder === 'yunet' },
  resultSize: ({ width, height }) => ({ width, height }),
};
