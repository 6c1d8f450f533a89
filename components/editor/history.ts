import type { Size, TaskMeta } from '../../models/tasks/task';
import type { EditorState, Picture, Revision } from './state';
import { pruned } from './trail';

/** Encoded bytes that the results of all open pictures may hold together. */
export const historyBytes = 512 * 2 ** 20;

/** The same where all else is what a model made up, which comes never again, and what the person has not saved. */
export const unsavedBytes = 2 * historyBytes;

/**
 * Drops results until the rest fits `budget`: first what was saved, then what another run makes again; of each what was
 * undone before the oldest, of all pictures alike. What was made up and not saved goes only beyond `unsavedBudget`, the
 * oldest first. Originals and the state that each picture is in stay, whatever they weigh.
 */
export function trimHistory(
  pictures: readonly Picture[],
  budget: number = historyBytes,
  unsavedBudget: number = unsavedBytes,
): readonly Picture[] {
  let bytes = pictures.flatMap((picture) => picture.results).reduce(addBytes, 0);
  if (bytes <= budget) return pictures;
  const dropped = new Set<Revision>();
  const all = dispensable(pictures);
  const irreplaceable = all.filter(({ safe, made }) => !safe && made).sort(byAge);
  const others = all.filter((revision) => !irreplaceable.includes(revision));
  const inTurn = [...others.filter(({ safe }) => safe), ...others.filter(({ safe }) => !safe), ...irreplaceable];
  for (const revision of inTurn) {
    if (bytes <= (irreplaceable.includes(revision) ? unsavedBudget : budget)) break;
    dropped.add(revision);
    bytes -= revision.blob.size;
  }
  return pictures.map((picture) => {
    const results = picture.results.filter((revision) => !dropped.has(revision));
    if (results.length === picture.results.length) return picture;
    const before = picture.results.slice(0, picture.position).filter((revision) => dropped.has(revision));
    return pruned({ ...picture, results, position: picture.position - before.length });
  });
}

/** Results that may go: what was undone, then what came before. */
function dispensable(pictures: readonly Picture[]): Revision[] {
  const undone = pictures.flatMap(({ results, position }) => results.slice(position));
  const past = pictures.flatMap(({ results, position }) => results.slice(0, Math.max(0, position - 1)));
  // Of what was undone the last is the furthest away.
  return [...undone.sort(byAge).reverse(), ...past.sort(byAge)];
}

function byAge(a: Revision, b: Revision): number {
  return a.madeAt - b.madeAt;
}

/** Results that are neither saved nor copied. */
export function unsavedResults(pictures: readonly Picture[]): number {
  return pictures.flatMap(({ results }) => results.filter(({ safe }) => !safe)).length;
}

function addBytes(sum: number, revision: Revision): number {
  return sum + revision.blob.size;
}

export function activePicture(state: EditorState): Picture | undefined {
  return state.pictures.find((picture) => picture.id === state.activeId);
}

/** Size of the picture that is being made from nothing, where that is what is looked at. */
export function watchedMaking(state: EditorState): Size | undefined {
  return state.watchesMaking || !activePicture(state) ? state.job?.making : undefined;
}

/** The state that is looked at, and that the next run begins from. */
export function currentRevision(picture: Picture): Revision {
  return picture.results[picture.position - 1] ?? picture.original;
}

/**
 * The state that a run of this tool would begin from: the one that is looked at, or, of a tool that can be run again with
 * other options, the one that its own result was made from.
 */
export function inputRevision(picture: Picture, { id, refines }: Pick<TaskMeta, 'id' | 'refines'>): Revision {
  const current = currentRevision(picture);
  if (refines !== true || current.task !== id) return current;
  return [picture.original, ...picture.results].find((revision) => revision.id === current.from) ?? current;
}

/** Whether what is looked at is this tool's own result, which another run would make anew from what it was made from. */
export function isOwnResult(picture: Picture, meta: Pick<TaskMeta, 'id' | 'refines'>): boolean {
  return inputRevision(picture, meta) !== currentRevision(picture);
}

/** Whether what is looked at is no longer the original. */
export function isChanged(picture: Picture): boolean {
  return picture.position > 0;
}

export function canUndo(picture: Picture): boolean {
  return picture.trail.past.length > 0;
}

export function canRedo(picture: Picture): boolean {
  return picture.trail.future.length > 0;
}

/** Whether closing now would lose a result that was neither saved nor copied. */
export function hasUnsaved(state: EditorState): boolean {
  return state.job !== undefined || state.pictures.some(hasUnsavedResult);
}

/** Undone results count: redo would bring them back. */
export function hasUnsavedResult({ original, results }: Picture): boolean {
  return !original.safe || results.some(({ safe }) => !safe);
}

/** Whether what is looked at came from a tool, so that there is something to save. */
export function isMade(picture: Picture): boolean {
  return currentRevision(picture).task !== undefined;
}

/** What is held in memory: pictures, and the bytes of every state of theirs. */
export function memoryUse(state: EditorState): { pictures: number; bytes: number } {
  return {
    pictures: state.pictures.length,
    bytes: state.pictures
      .flatMap((picture) => [picture.original, ...picture.results])
      .reduce(addBytes, 0),
  };
}

/** Every blob that a view may show. */
export function heldBlobs(state: EditorState): Set<Blob> {
  return new Set(
    state.pictures.flatMap((picture) =>
      [picture.original, ...picture.results].map((revision) => revision.blob),
    ),
  );
}
