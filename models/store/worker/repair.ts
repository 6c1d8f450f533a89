import { graphOf } from '../../catalog/model';
import type { Journal, StoreRecord } from '../record';
import type { Context } from './context';
import { entryOfRecord, type Entry } from './entry';
import { requireRoom } from './room';
import { verifyModel } from './verify-model';

/** A model that can be fetched again, from the commit that it came from and against the hashes that it had. */
export function isRepairable({ state, record }: Entry): boolean {
  return state === 'damaged' && record?.repo !== undefined && record.commit !== undefined;
}

/**
 * Makes a damaged model one that is still arriving: the files that are wrong are removed, the others kept. From
 * here on it is no model until they have come.
 *
 * @throws CodedError `storage-full`; the reason of `signal` once it is aborted: then it is damaged as before
 * @returns what is to be fetched; nothing where all was right after all
 */
export async function beginRepair(
  entry: Entry,
  record: StoreRecord,
  context: Context,
  signal: AbortSignal,
): Promise<Journal | undefined> {
  const { disk, storage } = context;
  try {
    const wrong = await verifyModel(entry, record, context, signal);
    if (wrong.length === 0) return undefined;
    // Its room is that of the one to come.
    for (const index of wrong) await disk.removeFile(entry.id, index);
    await requireRoom(storage, wrong.reduce((sum, index) => sum + (record.files[index]?.bytes ?? 0), 0));
    signal.throwIfAborted();
    const journal = journalOf(record, wrong);
    await disk.writeJournal(journal);
    // As long as there is a record it wins, and says that the model is damaged.
    await disk.removeRecord(entry.id);
    delete entry.record;
    delete entry.failure;
    Object.assign(entry, { journal, hasRoom: true });
    return journal;
  } finally {
    const { record: left } = entry;
    if (left) {
      delete entry.failure;
      Object.assign(entry, entryOfRecord(left, !left.damaged));
    }
  }
}

function journalOf({ version, id, name, origin, repo, commit, addedAt, model, files }: StoreRecord, wrong: readonly number[]): Journal {
  return {
    version,
    id,
    name,
    origin,
    repo,
    commit,
    addedAt,
    model,
    graph: graphOf(model),
    licence: model.licence,
    files: files.map((file, index) => ({ ...file, received: wrong.includes(index) ? [] : [[0, file.bytes]] })),
  };
}
