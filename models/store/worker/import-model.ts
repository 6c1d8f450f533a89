import { CodedError } from '../../../messages/errors';
import type { ChosenFile } from '../../../messages/library';
import type { CheckpointPaths } from '../../import/checkpoint-paths';
import type { ClassifierTexts } from '../../import/describe-classifier';
import type { Intake, IntakeFile } from '../../import/intake';
import type { Journal } from '../record';
import type { Context } from './context';
import { copyGraph } from './copy-graph';
import { refuse } from './copy-in';
import type { Entry } from './entry';
import { classifierTextsOf } from './import-classifier';
import { tryAndPublish } from './publish';
import { roomLeft } from './room';

/** What the person chose, and what of it is to be taken in: one graph, of a classifier where `texts` say so, or a checkpoint. */
export type Opened = { intake: Intake } & ({ graph: IntakeFile; texts?: ClassifierTexts } | { checkpoint: CheckpointPaths });

/** @throws CodedError `import-*` */
export async function openImport(files: readonly ChosenFile[], { importing, storage }: Context): Promise<Opened> {
  const intake = await importing.openChosen(files, await roomLeft(storage));
  const checkpoint = importing.checkpoint(intake.files.map(({ path }) => path));
  if (checkpoint) return { intake, checkpoint };
  const [path, ...others] = intake.graphs;
  if (others.length > 0) refuse('import-several-models', intake.graphs.join(', '));
  const graph = intake.files.find((file) => file.path === path);
  if (!graph) throw new CodedError('import-no-model');
  const texts = await classifierTextsOf(intake, graph);
  return { intake, graph, ...(texts ? { texts } : {}) };
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
  const { copied, examined } = await copyGraph(entry, intake, graph, context, signal, (looked) => void looked.match());
  const { id, name, origin, addedAt } = entry;
  const journal: Journal = { version: 1, id, name, origin, addedAt, graph: graph.path, licence: '', files: copied };
  await tryAndPublish(entry, journal, examined.match(), context, signal);
}
