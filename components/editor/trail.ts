import { sameMarks, type PictureMask } from './marking';
import type { Picture } from './state';

/** What of a picture can be undone: which of its states is looked at, and what is marked. */
export interface Moment {
  revisionId: string;
  mask: PictureMask | undefined;
  /** The tool with which the person went on from here, or came here. */
  task: string;
}

/** Every moment of a picture that undo and redo lead to, in the order in which the person made them. */
export interface Trail {
  /** The last one is where undo leads. */
  past: readonly Moment[];
  /** The last one is where redo leads. */
  future: readonly Moment[];
}

export const emptyTrail: Trail = { past: [], future: [] };

/** Steps that can be undone; of more the first are forgotten. */
export const mostSteps = 500;

function momentOf({ original, results, position, mask }: Picture, task: string): Moment {
  return { revisionId: (results[position - 1] ?? original).id, mask, task };
}

/** A picture after the person changed it, with where it was before as what undo leads to. */
export function recorded(before: Picture, after: Picture, task: string): Picture {
  const { past } = before.trail;
  const left = momentOf(before, task);
  if (isSame(left, momentOf(after, task))) return after;
  // A feather is moved in many small steps, which are one.
  const goesOn = isFeathering(past.at(-1), left) && isFeathering(left, momentOf(after, task));
  const trail = { past: goesOn ? past : [...past, left].slice(-mostSteps), future: [] };
  return pruned({ ...after, trail });
}

/** Undoes (−1) or redoes (1) one step; `undefined` where there is none. The task is the one that the step was made with. */
export function stepped(picture: Picture, by: 1 | -1): { picture: Picture; task: string } | undefined {
  const { past, future } = picture.trail;
  const target = (by < 0 ? past : future).at(-1);
  if (!target) return undefined;
  const { task, mask, revisionId } = target;
  const left = momentOf(picture, task);
  const trail = by < 0
    ? { past: past.slice(0, -1), future: [...future, left] }
    : { past: [...past, left], future: future.slice(0, -1) };
  // 0 where it is none of the results, and so the original.
  const position = picture.results.findIndex(({ id }) => id === revisionId) + 1;
  return { picture: withMask({ ...picture, position, trail }, mask), task };
}

/** Whether the next step that way (−1 back) changes marks and nothing else. */
export function isStepOfMarks(picture: Picture, by: 1 | -1): boolean {
  const { past, future } = picture.trail;
  const target = (by < 0 ? past : future).at(-1);
  return target?.revisionId === momentOf(picture, '').revisionId;
}

/** A picture whose undo and redo lead to nothing that is gone, nor to where it is already. */
export function pruned(picture: Picture): Picture {
  const { past, future } = picture.trail;
  const there = new Set([picture.original, ...picture.results].map(({ id }) => id));
  if ([...past, ...future].every(({ revisionId }) => there.has(revisionId))) return picture;
  const now = momentOf(picture, '');
  const kept = (moments: readonly Moment[]): Moment[] =>
    moments.reduceRight<Moment[]>(
      (rest, moment) => (there.has(moment.revisionId) && !isSame(moment, rest[0] ?? now) ? [moment, ...rest] : rest),
      [],
    );
  return { ...picture, trail: { past: kept(past), future: kept(future) } };
}

export function withMask({ mask: _before, ...picture }: Picture, mask: PictureMask | undefined): Picture {
  return mask ? { ...picture, mask } : picture;
}

function isSame(a: Moment, b: Moment): boolean {
  return a.revisionId === b.revisionId && a.mask === b.mask;
}

/** Whether nothing but the feather changed from one to the other. */
function isFeathering(from: Moment | undefined, to: Moment): boolean {
  return from?.revisionId === to.revisionId && from.mask !== to.mask && sameMarks(from.mask, to.mask);
}
