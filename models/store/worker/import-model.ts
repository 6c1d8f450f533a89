import { CodedError } from '../../../messages/errors';
import type { ChosenFile } from '../../../messages/library';
import type { CheckpointPaths } from '../../import/checkpoint-paths';
import type { Intake, IntakeFile } from '../../import/intake';
import { unreadable } from '../../import/unreadable';
import type { Journal } from '../record';
import type { Context } from './context';
import { copyIn, refuse } from './copy-in';
import type { Entry } from './entry';
import { openGraph, requireData, tryAndPublish } from './publish';
import { Rate } from './rate';
import { requireRoom, roomLeft } from './room';

/** What the person chose, and what of it is to be taken in: one graph, or a checkpoint. */
export type Opened = { intake: Intake } & ({ graph: IntakeFile } | { checkpoint: CheckpointPaths });

/** @throws CodedError `import-*` */
export async function openImport(files: readonly ChosenFile[], { importing, storage }: Context): Promise<Opened> {
  const intake = await importing.openChosen(files, await roomLeft(storage));
  const checkpoint = importing.checkpoint(intake.files.map(({ path }) => path));
  if (checkpoint) return { intake, checkpoint };
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
  intake: Intake,
  graph: IntakeFile,
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
  const copied = [await copyIn(entry, 0, graph, context, signal)];

  const examined = await openGraph({ id: entry.id, path: graph.path, index: 0 }, context);
  requireData(examined.data, intake.files);
  const data = intake.files.filter(({ path }) => path !== graph.path && examined.data.includes(path));
  const dataBytes = data.reduce((sum, { bytes }) => sum + bytes, 0);
  entry.total += dataBytes;
  await requireRoom(storage, dataBytes);
  for (const file of data) copied.push(await copyIn(entry, copied.length, file, context, signal));

  const { id, name, origin, addedAt } = entry;
  const journal: Journal = { version: 1, id, name, origin, addedAt, graph: graph.path, licence: '', files: copied };
  await tryAndPublish(entry, journal, examined.match, context, signal);
}

async function lookInto(blob: Blob, path: string, { importing }: Context): Promise<void> {
  const examined = await importing.examine(blob, path).catch((error: unknown) => {
    throw unreadable(error, path);
  });
  examined.match();
}
