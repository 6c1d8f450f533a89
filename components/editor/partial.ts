import { fittingOptions } from '../../models/tasks/options';
import type { TaskMeta } from '../../models/tasks/task';
import type { EditorState } from './state';

/** Whether a tool that works on a whole picture can be kept to a part of it: its result lies on it pixel by pixel. */
export function canBePartial(meta: TaskMeta): boolean {
  if (meta.input !== 'picture' || meta.generates === true) return false;
  const some = { width: 30, height: 20 };
  const { width, height } = meta.resultSize(some, fittingOptions(meta));
  return width === some.width && height === some.height;
}

/** Whether a run with this tool is about what is marked. */
export function isOfMarked({ partial }: Pick<EditorState, 'partial'>, meta: TaskMeta): boolean {
  return meta.input === 'marked-picture' || (partial[meta.id] === true && canBePartial(meta));
}
