import type { EditorState, Picture, Revision } from './state';

/** Encoded bytes that the results of all open pictures may hold together. */
export const historyBytes = 512 * 2 ** 20;

/**
 * Drops the oldest results until the rest fits `budget`. Originals and what is being looked at stay,
 * whatever they weigh.
 */
export function trimHistory(
  pictures: readonly Picture[],
  budget: number = historyBytes,
): readonly Picture[] {
  let excess = pictures.flatMap((picture) => picture.results).reduce(addBytes, 0) - budget;
  return pictures.map((picture) => {
    let { results, position } = picture;
    while (excess > 0 && position > 1) {
      const [oldest, ...rest] = results;
      if (!oldest) break;
      excess -= oldest.blob.size;
      results = rest;
      position -= 1;
    }
    return results === picture.results ? picture : { ...picture, results, position };
  });
}

function addBytes(sum: number, revision: Revision): number {
  return sum + revision.blob.size;
}

export function activePicture(state: EditorState): Picture | undefined {
  return state.pictures.find((picture) => picture.id === state.activeId);
}

/** The state that is looked at, and that the next run begins from. */
export function currentRevision(picture: Picture): Revision {
  return picture.results[picture.position - 1] ?? picture.original;
}

export function canUndo(picture: Picture): boolean {
  return picture.position > 0;
}

export function canRedo(picture: Picture): boolean {
  return picture.position < picture.results.length;
}

/** Whether closing now would lose a result that was neither saved nor copied. */
export function hasUnsaved(state: EditorState): boolean {
  return state.job !== undefined || state.pictures.some((picture) => !currentRevision(picture).safe);
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
