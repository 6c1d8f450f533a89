import { CodedError, isAbort, type Failure } from '../../../messages/errors';
import { graphsOfCheckpoint, type CheckpointPaths } from '../../import/checkpoint-paths';
import type { Journal } from '../record';
import type { Context } from './context';
import { Download } from './download';
import { bytesMissing, receivedBytes, type Entry } from './entry';
import { requireFit } from './import-checkpoint';
import { openGraph, publish, sourceOf, tryAndPublish, tryCheckpoint } from './publish';
import { Rate } from './rate';
import { failureOf } from './room';
import { withData } from './with-data';

/**
 * Brings a model from its journal to its record. Never rejects: the entry says what became of it.
 * Tells whether the model is there.
 */
export async function fetchModel(entry: Entry, journal: Journal, context: Context, signal: AbortSignal): Promise<boolean> {
  try {
    const { model } = journal;
    if (model) await publish(entry, await fetchFiles(entry, journal, journal.files.length, context, signal), model, context);
    else await fetchUnknown(entry, journal, context, signal);
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

/** A model that is not of the catalog: its graph is looked into before gigabytes of weights are fetched. */
async function fetchUnknown(entry: Entry, planned: Journal, context: Context, signal: AbortSignal): Promise<void> {
  const checkpoint = checkpointOf(planned, context);
  if (checkpoint) {
    await fetchCheckpoint(entry, planned, checkpoint, context, signal);
    return;
  }
  const [first] = planned.files;
  if (first?.path !== planned.graph) throw new CodedError('model-missing', `${entry.id}: the graph is not the first file`);
  const begun = await fetchFiles(entry, planned, 1, context, signal);
  const graph = await openGraph({ id: entry.id, path: begun.graph, index: 0 }, context);
  const complete = await withData(entry, begun, [begun.graph], graph.data, context, signal);
  const whole = await fetchFiles(entry, complete, complete.files.length, context, signal);
  await tryAndPublish(entry, whole, graph.match, context, signal);
}

/** The checkpoint that is being fetched, where it is one. */
function checkpointOf({ graph, files }: Journal, { importing }: Context): CheckpointPaths | undefined {
  const checkpoint = importing.checkpoint(files.map(({ path }) => path));
  return checkpoint?.denoiser === graph ? checkpoint : undefined;
}

/** The same for a checkpoint: its graphs and what says how they are used come first. */
async function fetchCheckpoint(
  entry: Entry,
  planned: Journal,
  paths: CheckpointPaths,
  context: Context,
  signal: AbortSignal,
): Promise<void> {
  const firsts = [...graphsOfCheckpoint(paths), ...paths.configs];
  const begun = await fetchFiles(entry, planned, firsts.length, context, signal);
  const examined = await context.importing.examineCheckpoint(paths, (path) => {
    return context.disk.blob(entry.id, begun.files.findIndex((file) => file.path === path));
  });
  const describe = (journal: Journal) => {
    const { id, name, licence } = journal;
    return examined.describe({ id, name, licence, source: sourceOf(journal) });
  };
  // Weights that cannot be used here are not fetched.
  await requireFit(await describe(begun), context);
  const complete = await withData(entry, begun, firsts, examined.data, context, signal);
  const whole = await fetchFiles(entry, complete, complete.files.length, context, signal);
  await tryCheckpoint(entry, whole, await describe(whole), context, signal);
}

/** @param count how many of the files, from the first on */
async function fetchFiles(
  entry: Entry,
  journal: Journal,
  count: number,
  context: Context,
  signal: AbortSignal,
): Promise<Journal> {
  const { repo, commit } = journal;
  if (repo === undefined || commit === undefined) throw new CodedError('model-missing', `${entry.id} has no source`);
  entry.state = 'waiting';
  context.changed();
  const giveBack = await context.slots.take(signal);
  try {
    const rate = (entry.rate = new Rate());
    const download = await Download.open(journal, count, {
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
        if (count < journal.files.length || download.receivedBytes < entry.total) return;
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

/** Whether bytes of a file are of no use, for all that going on would bring. */
function isUseless({ code, detail }: Failure, path: string): boolean {
  return code.startsWith('import-') || (code === 'download-changed' && (detail === undefined || detail === path));
}

/** Writes down how far it came and why not further. */
async function settle(entry: Entry, error: unknown, { disk, storage, changed }: Context): Promise<void> {
  const failure = isAbort(error) ? undefined : await failureOf(error, bytesMissing(entry), storage);
  if (failure && !(error instanceof CodedError)) console.error('store', entry.id, error);
  const shown = entry.journal ? await keep(entry, entry.journal, failure, { disk, storage }) : failure;
  if (shown) entry.failure = shown;
  // Last, since from here on it can be resumed.
  entry.state = 'paused';
  entry.done = entry.journal ? receivedBytes(entry.journal) : 0;
  changed();
}

/** @returns what the entry has to say of it */
async function keep(
  entry: Entry,
  journal: Journal,
  failure: Failure | undefined,
  { disk, storage }: Pick<Context, 'disk' | 'storage'>,
): Promise<Failure | undefined> {
  try {
    const files = journal.files.map((file) => (failure && isUseless(failure, file.path) ? { ...file, received: [] } : file));
    const kept = (entry.journal = { ...journal, files });
    await disk.writeJournal({ ...kept, ...(failure && { failure }) });
    if (failure && receivedBytes(kept) === 0) await disk.removeFiles(entry.id);
    return failure;
  } catch (error) {
    // The journal before it still holds: at most the last seconds are fetched again after a restart.
    return failureOf(error, bytesMissing(entry), storage);
  }
}
