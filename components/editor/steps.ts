import { activePicture, canRedo, canUndo } from './history';
import type { EditorState } from './state';
import type { EditorStore } from './store';
import { isStepOfMarks } from './trail';

/** Whether there is something to undo (−1) or to redo (1). */
export function canStep(state: EditorState, by: 1 | -1): boolean {
  const picture = activePicture(state);
  return picture !== undefined && (by < 0 ? canUndo(picture) : canRedo(picture));
}

/** Whether what would be undone or redone is a mark, which is done beside the brush as well. */
export function canStepMarks(state: EditorState, by: 1 | -1): boolean {
  const picture = activePicture(state);
  return picture !== undefined && isStepOfMarks(picture, by);
}

/** Undoes or redoes what the person did last to the picture, marks and results alike. */
export function step(store: EditorStore, by: 1 | -1): void {
  if (!store.get().job) store.dispatch({ type: 'stepped', by });
}
