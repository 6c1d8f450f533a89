import { CodedError } from '../../../messages/errors';
import type { Intake, IntakeFile } from '../../import/intake';
import { unreadable } from '../../import/unreadable';
import type { Context } from './context';
import { copyIn, refuse } from './copy-in';
import type { Entry } from './entry';
import { externalPaths, type Examined } from './importing';
import type { JournalFile } from './partial-file';
import { requireData } from './publish';
import { Rate } from './rate';
import { requireRoom } from './room';

/**
 * Copies a graph and the files with its weights.
 *
 * @param check throws where nothing can be done with it; asked before anything is copied, where that can be told, and after.
 * @throws CodedError `import-*`, `storage-full`; then what was copied is to be removed
 */
export async function copyGraph(
  entry: Entry,
  intake: Intake,
  graph: IntakeFile,
  context: Context,
  signal: AbortSignal,
  check: (examined: Examined) => void,
): Promise<{ copied: JournalFile[]; examined: Examined }> {
  const { storage, disk, importing } = context;
  if (graph.bytes === 0) refuse('import-empty', graph.path);
  // What lies open is looked into before gigabytes of it are copied.
  if (graph.blob) {
    check(
      await importing.examine(graph.blob, graph.path).catch((error: unknown) => {
        throw unreadable(error, graph.path);
      }),
    );
  }
  entry.rate = new Rate();
  entry.total = graph.bytes;
  await requireRoom(storage, graph.bytes);
  const copied = [await copyIn(entry, 0, graph, context, signal)];

  const there = await disk.blob(entry.id, 0);
  if (!there) throw new CodedError('model-damaged', graph.path);
  const examined = await importing.examine(there, graph.path);
  check(examined);
  const wanted = externalPaths(examined.externalFiles, graph.path);
  requireData(wanted, intake.files);
  const data = intake.files.filter(({ path }) => path !== graph.path && wanted.includes(path));
  const dataBytes = data.reduce((sum, { bytes }) => sum + bytes, 0);
  entry.total += dataBytes;
  await requireRoom(storage, dataBytes);
  for (const file of data) copied.push(await copyIn(entry, copied.length, file, context, signal));
  return { copied, examined };
}
