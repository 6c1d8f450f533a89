import { CodedError } from '../../../messages/errors';
import type { Journal, StoredFile } from '../record';
import type { Context } from './context';
import { bytesOfFiles, receivedBytes, type Entry } from './entry';
import { listRepository } from './hub';
import { requireData } from './publish';
import { requireRoom } from './room';

/**
 * The journal with the files that the graph names, whatever their names made of others: what holds its weights is
 * looked for in the listing where it was not planned, and what was planned and holds none of them is left out.
 *
 * @param graphs paths of the files that are no weights
 * @param data paths of the files that hold weights
 * @throws CodedError `import-data-missing`, `storage-full`; else as `listRepository`
 */
export async function withData(
  entry: Entry,
  journal: Journal,
  graphs: readonly string[],
  data: readonly string[],
  context: Context,
  signal: AbortSignal,
): Promise<Journal> {
  const planned = journal.files.filter(({ path }) => graphs.includes(path) || data.includes(path));
  const missing = data.filter((path) => !planned.some((file) => file.path === path));
  if (missing.length === 0 && planned.length === journal.files.length) return journal;
  const found = missing.length === 0 ? [] : await listedAmong(missing, entry, journal, context, signal);
  requireData(data, [...planned, ...found]);
  // Bytes lie under a file's place: they are those of a file that keeps its place only.
  const files = [...planned, ...found].map((file, index) => {
    return { ...file, received: journal.files[index]?.path === file.path ? journal.files[index].received : [] };
  });
  const complete = { ...journal, files };
  entry.total = bytesOfFiles(files);
  await requireRoom(context.storage, entry.total - receivedBytes(complete));
  await context.disk.writeJournal(complete);
  entry.journal = complete;
  return complete;
}

async function listedAmong(
  paths: readonly string[],
  entry: Entry,
  { id, repo, commit }: Journal,
  context: Context,
  signal: AbortSignal,
): Promise<readonly StoredFile[]> {
  if (repo === undefined || commit === undefined) throw new CodedError('model-missing', `${id} has no source`);
  const { files } = await listRepository(repo, commit, context, signal, (until) => {
    entry.retryAt = until;
    context.changed();
  });
  return files.filter(({ path }) => paths.includes(path));
}
