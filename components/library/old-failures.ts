import { useState } from 'react';
import type { LibraryModel } from '../../messages/library';

/**
 * Ids of the models that had failed before anybody looked: nobody needs to be alarmed about them.
 * One that went on meanwhile is none of them any more, even if it fails again.
 *
 * @param before what this gave last; `undefined` at first.
 * @returns `before` itself where nothing changed.
 */
export function oldFailures(
  before: ReadonlySet<string> | undefined,
  models: readonly Pick<LibraryModel, 'id' | 'failure'>[],
): ReadonlySet<string> {
  const failed = models.filter(({ failure }) => failure !== undefined).map(({ id }) => id);
  if (!before) return new Set(failed);
  const still = failed.filter((id) => before.has(id));
  return still.length === before.size ? before : new Set(still);
}

const none: ReadonlySet<string> = new Set();

/** The same, since the view was opened. `models` is `undefined` until the library has said what it holds. */
export function useOldFailures(models: readonly LibraryModel[] | undefined): ReadonlySet<string> {
  const [old, setOld] = useState<ReadonlySet<string> | undefined>(undefined);
  if (!models) return none;
  const now = oldFailures(old, models);
  if (now !== old) setOld(now);
  return now;
}
