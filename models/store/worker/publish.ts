import { CodedError } from '../../../messages/errors';
import { checkpointModel, type CheckpointModel, type ClassifierModel, type Model } from '../../catalog/model';
import type { ProbedFacts } from '../protocol';
import type { Journal, StoredFile, StoreRecord } from '../record';
import type { Context } from './context';
import type { Entry } from './entry';
import { externalPaths, type Match } from './importing';

/**
 * Looks into the graph of a model that is not of the catalog; tells which files hold its weights.
 *
 * @throws CodedError `import-*`
 */
export async function openGraph(
  { id, path, index }: { id: string; path: string; index: number },
  { disk, importing }: Context,
): Promise<{ match: Match; data: readonly string[] }> {
  const graph = await disk.blob(id, index);
  if (!graph) throw new CodedError('model-damaged', path);
  const examined = await importing.examine(graph, path);
  const match = examined.match();
  return { match, data: externalPaths(examined.externalFiles, path) };
}

/** @throws CodedError `import-data-missing` where files that hold weights are not `among` those that there are */
export function requireData(data: readonly string[], among: readonly { path: string }[]): void {
  const missing = data.filter((wanted) => !among.some(({ path }) => path === wanted));
  if (missing.length === 0) return;
  throw new CodedError('import-data-missing', missing.join(', '), { detail: missing.join(', ') });
}

/** Has a model that fits a tool tried, and makes it one that is there. The journal is written: whoever tries it needs it. */
export async function tryAndPublish(
  entry: Entry,
  journal: Journal,
  match: Match,
  context: Context,
  signal: AbortSignal,
): Promise<void> {
  const { id, name, graph, licence } = journal;
  const about = { id, name, graph, licence, source: sourceOf(journal) };
  const candidate = match.candidate?.(about);
  await context.disk.writeJournal({ ...journal, ...(candidate && { candidate }), verified: true });
  entry.state = 'checking';
  context.changed();
  const facts = await context.checks.ask(entry.id, signal);
  await publish(entry, journal, match.model(facts, about), context);
}

/** Tries what is known to be `model`, and tells what came to light. */
async function tried(entry: Entry, journal: Journal, model: Model, context: Context, signal: AbortSignal): Promise<ProbedFacts> {
  await context.disk.writeJournal({ ...journal, candidate: model, verified: true });
  entry.model = model;
  entry.state = 'checking';
  context.changed();
  return context.checks.ask(entry.id, signal);
}

/** The same for a checkpoint, of which nearly all is known before it is tried. */
export async function tryCheckpoint(
  entry: Entry,
  journal: Journal,
  model: CheckpointModel,
  context: Context,
  signal: AbortSignal,
): Promise<void> {
  const facts = await tried(entry, journal, model, context, signal);
  if (!('sideMultiple' in facts)) throw new Error(`${entry.id} was tried as something else`);
  const { sizes } = model;
  const multiple = facts.sideMultiple;
  const complete = checkpointModel.parse({ ...model, sizes: { ...sizes, multiple, min: Math.ceil(sizes.min / multiple) * multiple } });
  await publish(entry, journal, complete, context);
}

/** The same for a classifier, of which all is known before it is tried. */
export async function tryClassifier(
  entry: Entry,
  journal: Journal,
  model: ClassifierModel,
  context: Context,
  signal: AbortSignal,
): Promise<void> {
  await tried(entry, journal, model, context, signal);
  await publish(entry, journal, model, context);
}

/** Where a model of a journal is from, with its files as they were found right. */
export function sourceOf({ origin, repo, commit, files }: Journal): Model['source'] {
  if (origin === 'own' || repo === undefined || commit === undefined) {
    return { kind: 'own', files: files.map(({ path, bytes, hash }) => ({ path, bytes, sha256: hash.value })) };
  }
  return {
    kind: 'hub',
    repo,
    commit,
    files: files.map(({ path, bytes, hash }) =>
      hash.kind === 'sha256' ? { path, bytes, sha256: hash.value } : { path, bytes },
    ),
  };
}

/** Makes a model that is whole and right one that is there: from here on its record says so. */
export async function publish(entry: Entry, journal: Journal, model: Model, { disk }: Context): Promise<void> {
  const { version, id, name, origin, repo, commit, addedAt } = journal;
  const files = journal.files.map(({ path, bytes, hash }): StoredFile => ({ path, bytes, hash }));
  const record: StoreRecord = {
    version,
    id,
    name,
    origin,
    addedAt,
    model,
    files,
    speeds: [],
    damaged: false,
    ...(repo !== undefined && { repo }),
    ...(commit !== undefined && { commit }),
  };
  await disk.writeRecord(record);
  entry.record = record;
  delete entry.journal;
  // The record wins over it; when the store opens next, it is removed again.
  await disk.removeJournal(id).catch((error: unknown) => console.error('store', id, error));
  entry.state = 'ready';
  entry.done = entry.total;
}
