import { findTask } from '../../models/tasks/registry';
import { activePicture, canRedo, canUndo, currentRevision } from './history';
import { canRedoShape, canUndoShape, maskFor, redoShape, undoShape, type PictureMask } from './marking';
import type { EditorState, Picture } from './state';
import type { EditorStore } from './store';

/** The mask that the chosen tool works with, if it does with one. */
function workingMask(state: EditorState, picture: Picture): PictureMask | undefined {
  return findTask(state.task)?.input === 'marked-picture' ? maskFor(picture.mask, currentRevision(picture)) : undefined;
}

/** Whether there is something to undo (−1) or to redo (1). */
export function canStep(state: EditorState, by: 1 | -1): boolean {
  const picture = activePicture(state);
  if (!picture) return false;
  const mask = workingMask(state, picture);
  return by < 0 ? canUndoShape(mask) || canUndo(picture) : canRedoShape(mask) || canRedo(picture);
}

/** Undoes or redoes: what was marked last while a tool marks, else what a tool made. */
export function step(store: EditorStore, by: 1 | -1): void {
  const state = store.get();
  const picture = activePicture(state);
  if (!picture || state.job) return;
  const mask = workingMask(state, picture);
  if (mask && (by < 0 ? canUndoShape(mask) : canRedoShape(mask))) {
    const next = by < 0 ? undoShape(mask) : redoShape(mask);
    store.dispatch({ type: 'mask-changed', pictureId: picture.id, mask: next });
    return;
  }
  store.dispatch({ type: 'position-changed', position: picture.position + by });
}
