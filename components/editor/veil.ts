import type { Look } from '../../messages/editor-port';
import type { Library } from '../../messages/library';
import { isMade, currentRevision } from './history';
import type { Picture, Revision } from './state';

/**
 * What became of looking at something that was made up: what the classifier said, why it could not, or that the run was
 * stopped before there was a whole picture to look at.
 */
export type Looked = Look | { outcome: 'stopped' };

/** Whether a picture is hidden at first: what is explicit, and what was stopped before anything looked at it. */
export function hidesAtFirst(looked: Looked): boolean {
  return looked.outcome === 'explicit' || looked.outcome === 'stopped';
}

/** Whether something can be saved or copied: what came from a tool, and is not hidden. */
export function canBeTakenOut(picture: Picture): boolean {
  return isMade(picture) && currentRevision(picture).isVeiled !== true;
}

/** What a result at which nothing looked has of the one that it was made from: a veil, up or down as it is there. */
export function veilOf(input: Revision | undefined): Pick<Revision, 'looked' | 'isVeiled'> {
  if (input?.looked === undefined || !hidesAtFirst(input.looked)) return {};
  return { looked: input.looked, isVeiled: input.isVeiled === true };
}

/** The classifier that looks at what is made: of those that are there the one that came last. */
export function classifierOf(library: Pick<Library, 'models'> | undefined): string | undefined {
  const ready = library?.models.filter(({ model, state }) => model?.kind === 'classifier' && state === 'ready') ?? [];
  return ready.toSorted((a, b) => b.addedAt - a.addedAt)[0]?.id;
}
