import type { LibraryServices } from '../components/library/services';
import { CodedError, toFailure } from '../messages/errors';
import { eraseEverything, listStored } from './stored';

/** What of the library erasing needs. */
type Emptied = Pick<LibraryServices, 'removeAll' | 'setLimit'>;

/**
 * Erases everything, the models included. The library goes first, so that nothing holds the files any
 * more and it keeps nothing in mind that was set. Where it fails, all the rest is erased all the same.
 *
 * @throws CodedError why the library failed, once everything else is erased; else what that failed with.
 */
export async function eraseWithModels(library: Emptied): Promise<void> {
  // Where no file is kept the library is not started for it.
  const holdsFiles = (await listStored()).some(({ key }) => key.startsWith('File: '));
  const outcomes = holdsFiles ? await Promise.allSettled([library.removeAll(), library.setLimit(0)]) : [];
  await eraseEverything();
  for (const outcome of outcomes) {
    if (outcome.status === 'fulfilled') continue;
    const { code, detail } = toFailure(outcome.reason);
    throw new CodedError(code, code, { detail, cause: outcome.reason });
  }
}
