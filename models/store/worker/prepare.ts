import { isAbort, type ErrorCode, type Failure } from '../../../messages/errors';
import type { Journal } from '../record';
import type { Context } from './context';
import { bytesMissing, entryOfJournal, type Entry } from './entry';
import { planOf } from './plan';
import { codedOf, failureOf, requireRoom } from './room';

/** Why the hub could not be asked, where asking again may help. */
const passing: ReadonlySet<ErrorCode> = new Set(['download-offline', 'download-interrupted', 'download-busy']);

/**
 * Finds out which files are to be fetched, sees that there is room beside what comes for `others`, and writes
 * the plan down. A new download that was paused meanwhile, or for which the hub cannot be asked just now, is
 * written down as the wish that it is.
 *
 * @param wish with files where they are known
 * @throws CodedError why nothing will come of it; of a new one nothing is left on disk, unless it was `cancelled`
 * @returns nothing where the entry says why it is paused
 */
export async function prepare(
  entry: Entry,
  wish: Journal,
  others: Iterable<Entry>,
  context: Context,
  signal: AbortSignal,
): Promise<Journal | undefined> {
  entry.state = 'waiting';
  try {
    return await plan(entry, wish, others, context, signal);
  } catch (error) {
    delete entry.hasRoom;
    const failure = await failureOf(error, bytesMissing(entry), context.storage);
    const why = isAbort(error) ? undefined : failure;
    const stays = !why || passing.has(why.code);
    if (!entry.journal && stays) await keepWish(entry, wish, why, context);
    if (entry.journal) entry.state = 'paused';
    if (why) entry.failure = why;
    if (why && stays) return undefined;
    throw codedOf(failure, error);
  } finally {
    delete entry.retryAt;
  }
}

async function plan(entry: Entry, wish: Journal, others: Iterable<Entry>, context: Context, signal: AbortSignal): Promise<Journal> {
  const { disk, storage, changed } = context;
  const onWait = (until: number) => {
    entry.retryAt = until;
    changed();
  };
  const planned = { ...(await planOf(wish, { ...context, onWait }, signal)) };
  delete planned.failure;
  const { done, total } = entryOfJournal(planned);
  // Before anything is waited for, so that of two that begin at once the second counts the first.
  Object.assign(entry, { done, total, hasRoom: true, name: planned.name });
  await requireRoom(storage, total === done ? 0 : total - done + comingBesides(entry, others));
  signal.throwIfAborted();
  await disk.writeJournal(planned);
  entry.journal = planned;
  delete entry.failure;
  return planned;
}

async function keepWish(entry: Entry, wish: Journal, failure: Failure | undefined, { disk, storage }: Context): Promise<void> {
  try {
    await disk.writeJournal({ ...wish, ...(failure && { failure }) });
    entry.journal = wish;
  } catch (error) {
    throw codedOf(await failureOf(error, 0, storage), error);
  }
}

/** Bytes that are on their way for others. */
function comingBesides(entry: Entry, others: Iterable<Entry>): number {
  return [...others]
    .filter((other) => other !== entry && other.work && other.hasRoom)
    .reduce((sum, other) => sum + bytesMissing(other), 0);
}
