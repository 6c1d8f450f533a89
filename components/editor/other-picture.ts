import { isShown, optionFields } from '../../models/tasks/options';
import type { OptionValues, TaskMeta } from '../../models/tasks/task';
import { currentRevision } from './history';
import type { EditorState, Picture, Revision } from './state';

/** The open pictures besides the one that is looked at. */
export function otherPictures({ pictures, activeId }: Pick<EditorState, 'pictures' | 'activeId'>): readonly Picture[] {
  return pictures.filter(({ id }) => id !== activeId);
}

/** Options of which those that name another picture name one that is open, the first where the person chose none. */
export function withOpenPictures(state: Pick<EditorState, 'pictures' | 'activeId'>, meta: TaskMeta, options: OptionValues): OptionValues {
  const others = otherPictures(state);
  const named = optionFields(meta).flatMap(({ kind, name }) => {
    if (kind !== 'picture') return [];
    const chosen = others.find(({ id }) => id === options[name]) ?? others[0];
    return [[name, chosen?.id ?? ''] as const];
  });
  return named.length === 0 ? options : { ...options, ...Object.fromEntries(named) };
}

/** The state of another picture that a run with these options takes in. */
export function besideOf({ pictures }: Pick<EditorState, 'pictures'>, meta: TaskMeta, options: OptionValues): Revision | undefined {
  const field = optionFields(meta).find(({ kind }) => kind === 'picture');
  if (!field || !isShown(field, options)) return undefined;
  const picture = pictures.find(({ id }) => id === options[field.name]);
  return picture && currentRevision(picture);
}
