import { CodedError } from '../../../messages/errors';
import { planMemory } from '../../catalog/memory-plan';
import type { CheckpointModel } from '../../catalog/model';
import { graphsOfCheckpoint, type CheckpointPaths } from '../../import/checkpoint-paths';
import type { Intake, IntakeFile } from '../../import/intake';
import { unreadable } from '../../import/unreadable';
import type { Journal } from '../record';
import type { Context } from './context';
import { copyIn, refuse } from './copy-in';
import { bytesOfFiles, type Entry } from './entry';
import type { JournalFile } from './partial-file';
import { requireData, sourceOf, tryCheckpoint } from './publish';
import { Rate } from './rate';
import { requireRoom } from './room';

/**
 * Copies the graphs of a checkpoint with what belongs to them, has them looked into and tried, and makes them one model.
 *
 * @throws CodedError `import-*`, `needs-*`, `tensor-too-large`, `scheduler-unsupported`, `storage-full`; then what was copied is
 *   to be removed
 */
export async function importCheckpoint(
  entry: Entry,
  intake: Intake,
  paths: CheckpointPaths,
  context: Context,
  signal: AbortSignal,
): Promise<void> {
  const graphs = graphsOfCheckpoint(paths);
  const chosen = new Map(intake.files.map((file) => [file.path, file]));
  const firsts = [...graphs, ...paths.configs].flatMap((path) => chosen.get(path) ?? []);
  const empty = firsts.find(({ bytes }) => bytes === 0);
  if (empty) refuse('import-empty', empty.path);
  // What lies open is looked into before gigabytes of it are copied.
  if (firsts.every(({ blob }) => blob)) await lookInto(paths, chosen, entry, context);

  entry.rate = new Rate();
  const copied: JournalFile[] = [];
  const take = async (files: readonly IntakeFile[]): Promise<void> => {
    entry.total += bytesOfFiles(files);
    await requireRoom(context.storage, bytesOfFiles(files));
    for (const file of files) copied.push(await copyIn(entry, copied.length, file, context, signal));
  };
  await take(firsts);
  const examined = await context.importing.examineCheckpoint(paths, (path) => {
    return context.disk.blob(entry.id, copied.findIndex((file) => file.path === path));
  });
  requireData(examined.data, intake.files);
  await take(intake.files.filter(({ path }) => examined.data.includes(path) && !copied.some((file) => file.path === path)));

  const { id, name, origin, addedAt } = entry;
  const journal: Journal = { version: 1, id, name, origin, addedAt, graph: paths.denoiser, licence: '', files: copied };
  const model = await examined.describe({ id, name, licence: '', source: sourceOf(journal) });
  await requireFit(model, context);
  await tryCheckpoint(entry, journal, model, context, signal);
}

async function lookInto(paths: CheckpointPaths, chosen: ReadonlyMap<string, IntakeFile>, entry: Entry, context: Context): Promise<void> {
  const open = async (path: string): Promise<Blob | undefined> => Promise.resolve(chosen.get(path)?.blob);
  try {
    const examined = await context.importing.examineCheckpoint(paths, open);
    requireData(examined.data, [...chosen.values()]);
    const { id, name } = entry;
    // Its hashes show when it is copied.
    const file = { path: paths.denoiser, bytes: 1, sha256: '0'.repeat(64) };
    await requireFit(await examined.describe({ id, name, licence: '', source: { kind: 'own', files: [file] } }), context);
  } catch (error) {
    throw unreadable(error, paths.denoiser);
  }
}

/** @throws CodedError `needs-*`, `tensor-too-large` where this device cannot run it, as far as it is known */
export async function requireFit(model: CheckpointModel, { disk }: Pick<Context, 'disk'>): Promise<void> {
  const plan = planMemory(model, await disk.readDevice());
  if (!plan.ok) throw new CodedError(plan.failure.code, model.id, { detail: plan.failure.detail });
}
