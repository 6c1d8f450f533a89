import type { ErrorCode } from '../../messages/errors';
import { findTask } from '../../models/tasks/registry';
import type { OptionValues, TaskMeta } from '../../models/tasks/task';
import { currentRevision } from './history';
import type { Picture } from './state';

/** One tool as it is to be run: what was changed of its options, and the model. */
export interface Step {
  task: string;
  options: Partial<OptionValues>;
  /** Id of the model of the library; none for the one that ships. */
  model: string | undefined;
}

export interface FailedPicture {
  id: string;
  name: string;
  /** Index of the step that failed; those before it are done. */
  step: number;
  code: ErrorCode;
}

/** The same steps done to several pictures, one picture after the other. */
export interface Batch {
  steps: readonly Step[];
  /** In their turn. */
  pictureIds: readonly string[];
  /** How many of them came to an end, whichever. */
  ended: number;
  failures: readonly FailedPicture[];
  /** `pausing` until the picture that is worked on is done. */
  state: 'running' | 'pausing' | 'paused' | 'done' | 'cancelled';
}

export function newBatch(steps: readonly Step[], pictureIds: readonly string[]): Batch {
  return { steps, pictureIds, ended: 0, failures: [], state: 'running' };
}

export function isUnderWay({ state }: Batch): boolean {
  return state !== 'done' && state !== 'cancelled';
}

/** Whether a tool can be run on pictures that nobody looks at: it needs nothing that is drawn on one of them. */
export function worksOnMany({ input, finds }: TaskMeta): boolean {
  return input === 'picture' || (input === 'marked-picture' && finds === 'all');
}

/** What was done to a picture to make it what it is now; nothing where it cannot be done to another one. */
export function stepsOf(picture: Picture): readonly Step[] {
  const states = [picture.original, ...picture.results];
  const steps: Step[] = [];
  for (let at = currentRevision(picture); at !== picture.original; ) {
    const { step, from } = at;
    const meta = step && findTask(step.task);
    const before = states.find(({ id }) => id === from);
    if (!step || !meta || !before || !worksOnMany(meta)) return [];
    steps.unshift(step);
    at = before;
  }
  return steps;
}
