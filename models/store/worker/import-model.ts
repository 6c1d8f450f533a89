import { CodedError, type ErrorCode } from '../../../messages/errors';
import type { ChosenFile } from '../../../messages/library';
import type { Intake, IntakeFile } from '../../import/intake';
import { unreadable } from '../../import/unreadable';
import type { Journal } from '../record';
import type { Context } from './context';
import type { Entry } from './entry';
import { sha256Stream } from './hashing';
import { openGraph, requireData, tryAndPublish } from './publish';
import type { JournalFile } from './partial-file';
import { Rate } from './rate';
import { requireRoom, roomLeft } from './room';

/** What the person chose, and the one graph in it. */
export interface Opened {
  intake: Intake;
  graph: IntakeFile;
}

/** @throws CodedError `import-*` */
export async function openImport(files: readonly ChosenFile[], { importing, storage }: Context): Promise<Opened> {
  const intake = await importing.openChosen(files, await roomLeft(storage));
  const [path, ...others] = intake.graphs;
  if (others.length > 0) refuse('import-several-models', intake.graphs.join(', '));
  const graph = intake.files.find((file) => file.path === path);
  if (!graph) throw new CodedError('import-no-model');
  return { intake, graph };
}

/**
 * Copies a graph and the files with its weights, has it looked into and tried, and makes it a model.
 *
 * @throws CodedError `import-*`, `storage-full`; then what was copied is to be removed
 */
export async function importModel(
  entry: Entry,
  { intake, graph }: Opened,
  context: Context,
  signal: AbortSignal,
): Promise<void> {
  const { storage } = context;
  if (graph.bytes === 0) refuse('import-empty', graph.path);
  // What lies open is looked into before gigabytes of it are copied.
  if (graph.blob) await lookInto(graph.blob, graph.path, context);
  entry.rate = new Rate();
  entry.total = graph.bytes;
  await requireRoom(storage, graph.bytes);
  const copied = [await copy(entry, 0, graph, context, signal)];

  const examined = await openGraph({ id: entry.id, path: graph.path, index: 0 }, context);
  requireData(examined.data, intake.files);
  const data = intake.files.filter(({ path }) => path !== graph.path && examined.data.includes(path));
  const dataBytes = data.reduce((sum, { bytes }) => sum + bytes, 0);
  entry.total += dataBytes;
  await requireRoom(storage, dataBytes);
  for (const file of data) copied.push(await copy(entry, copied.length, file, context, signal));

  const { id, name, origin, addedAt } = entry;
  const journal: Journal = { version: 1, id, name, origin, addedAt, graph: graph.path, licence: '', files: copied };
  await tryAndPublish(entry, journal, examined.match, context, signal);
}

async function copy(
  entry: Entry,
  index: number,
  file: IntakeFile,
  { disk, clock, changed }: Context,
  signal: AbortSignal,
): Promise<JournalFile> {
  const { path, bytes } = file;
  if (bytes === 0) refuse('import-empty', path);
  const hash = await sha256Stream();
  const handle = await disk.openFile(entry.id, index);
  try {
    let at = 0;
    for await (const chunk of readable(file)) {
      signal.throwIfAborted();
      if (at + chunk.length > bytes) refuse('import-truncated', path);
      if (handle.write(chunk, { at }) < chunk.length) throw new CodedError('storage-full');
      hash.update(chunk);
      at += chunk.length;
      entry.done += chunk.length;
      entry.received = entry.done;
      entry.rate?.add(chunk.length, clock.now());
      changed();
    }
    if (at < bytes) refuse('import-truncated', path);
    handle.flush();
  } finally {
    handle.close();
  }
  return { path, bytes, hash: { kind: 'sha256', value: hash.digest() }, received: [[0, bytes]] };
}

async function lookInto(blob: Blob, path: string, { importing }: Context): Promise<void> {
  const examined = await importing.examine(blob, path).catch((error: unknown) => {
    throw unreadable(error, path);
  });
  examined.match();
}

/** @throws CodedError `import-unreadable` where the file cannot be read any more: it changed, or its disk is gone */
async function* readable(file: IntakeFile): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  try {
    yield* file.stream();
  } catch (error) {
    throw unreadable(error, file.path);
  }
}

function refuse(code: ErrorCode, detail: string): never {
  throw new CodedError(code, detail, { detail });
}
