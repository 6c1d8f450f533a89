import { CodedError, isAbort, type Failure } from '../../../messages/errors';
import type { Journal } from '../record';
import type { Context } from './context';
import { Download } from './download';
import { bytesMissing, receivedBytes, type Entry } from './entry';
import { examine, publish, tryAndPublish } from './publish';
import { Rate } from './rate';
import { failureOf } from './room';

/**
 * Brings a model from its journal to its record. Never rejects: the entry says what became of it.
 * Tells whether the model is there.
 */
export async function fetchModel(entry: Entry, journal: Journal, context: Context, signal: AbortSignal): Promise<boolean> {
  try {
    const whole = await fetchFiles(entry, journal, context, signal);
    if (whole.model) {
      await publish(entry, whole, whole.model, context);
    } else {
      const index = whole.files.findIndex(({ path }) => path === whole.graph);
      const { match } = await examine({ id: entry.id, path: whole.graph, index }, whole.files, context);
      await tryAndPublish(entry, whole, match, context, signal);
    }
    return true;
  } catch (error) {
    await settle(entry, error, context);
    return false;
  } finally {
    delete entry.received;
    delete entry.rate;
    delete entry.retryAt;
  }
}

async function fetchFiles(entry: Entry, journal: Journal, context: Context, signal: AbortSignal): Promise<Journal> {
  const { repo, commit } = journal;
  if (repo === undefined || commit === undefined) throw new CodedError('model-missing', `${entry.id} has no source`);
  entry.state = 'waiting';
  context.changed();
  const giveBack = await context.slots.take(signal);
  try {
    const rate = (entry.rate = new Rate());
    const download = await Download.open(journal, {
      ...context,
      onBytes: (bytes) => {
        rate.add(bytes, context.clock.now());
        delete entry.retryAt;
        entry.done = entry.received = download.receivedBytes;
        context.changed();
      },
      onWait: (until) => {
        entry.retryAt = until;
        context.changed();
      },
      onHashed: (bytes) => {
        // Once all has come, the rest of the way is comparing.
        if (download.receivedBytes < entry.total) return;
        entry.state = 'verifying';
        entry.done = bytes;
        context.changed();
      },
    });
    entry.state = 'downloading';
    entry.done = entry.received = download.receivedBytes;
    context.changed();
    let whole = journal;
    try {
      await download.run(repo, commit, signal);
    } finally {
      whole = entry.journal = { ...journal, files: download.close() };
    }
    return whole;
  } finally {
    giveBack();
  }
}

/** Why a model will not become whole by going on: its bytes are of no use. */
function isFinal({ code }: Failure): boolean {
  return code === 'download-changed' || code.startsWith('import-');
}

/** Writes down how far it came and why not further. */
async function settle(entry: Entry, error: unknown, { disk, storage, changed }: Context): Promise<void> {
  const failure = isAbort(error) ? undefined : await failureOf(error, bytesMissing(entry), storage);
  if (failure && !(error instanceof CodedError)) console.error('store', entry.id, error);
  if (entry.journal) await keep(entry, entry.journal, failure, { disk, storage });
  // Last, since from here on it can be resumed.
  entry.state = 'paused';
  entry.done = entry.journal ? receivedBytes(entry.journal) : 0;
  changed();
}

async function keep(
  entry: Entry,
  journal: Journal,
  failure: Failure | undefined,
  { disk, storage }: Pick<Context, 'disk' | 'storage'>,
): Promise<void> {
  if (failure) entry.failure = failure;
  try {
    if (failure && isFinal(failure)) {
      entry.journal = { ...journal, files: journal.files.map((file) => ({ ...file, received: [] })) };
      await disk.writeJournal({ ...entry.journal, failure });
      await disk.removeFiles(entry.id);
    } else {
      await disk.writeJournal({ ...journal, ...(failure && { failure }) });
    }
  } catch (error) {
    // The journal before it still holds: at most the last seconds are fetched again after a restart.
    entry.failure = await failureOf(error, bytesMissing(entry), storage);
  }
}
