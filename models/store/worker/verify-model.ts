import { orUnreadable } from '../folders';
import type { StoreRecord, StoredFile } from '../record';
import type { Context } from './context';
import type { Entry } from './entry';
import { hashFor } from './hashing';

const pieceBytes = 4 * 2 ** 20;

/** Whether all files of a record can be had at their size. */
export async function hasAllFiles({ id, files }: StoreRecord, { disk }: Pick<Context, 'disk'>): Promise<boolean> {
  for (const [index, { bytes }] of files.entries()) {
    if ((await orUnreadable(disk.blob(id, index)))?.size !== bytes) return false;
  }
  return true;
}

/**
 * Reads every byte of a model again and writes down whether they are the right ones.
 *
 * @returns which of its files are not
 */
export async function verifyModel(entry: Entry, record: StoreRecord, context: Context, signal: AbortSignal): Promise<number[]> {
  const wrong: number[] = [];
  entry.state = 'verifying';
  entry.done = 0;
  for (const [index, file] of record.files.entries()) {
    if (!(await isIntact(index, file, entry, context, signal))) wrong.push(index);
  }
  const damaged = wrong.length > 0;
  if (entry.record && entry.record.damaged !== damaged) {
    entry.record = { ...entry.record, damaged };
    await context.disk.writeRecord(entry.record);
  }
  return wrong;
}

async function isIntact(
  index: number,
  file: StoredFile,
  entry: Entry,
  { disk, clock, changed }: Context,
  signal: AbortSignal,
): Promise<boolean> {
  const blob = await orUnreadable(disk.blob(entry.id, index));
  if (blob?.size !== file.bytes) return false;
  const hash = await hashFor(file.hash, file.bytes);
  for (let at = 0; at < file.bytes; at += pieceBytes) {
    const piece = await orUnreadable(blob.slice(at, at + pieceBytes).arrayBuffer());
    if (!piece) return false;
    hash.update(new Uint8Array(piece));
    entry.done += piece.byteLength;
    changed();
    // Lets in what else is to be done.
    await clock.sleep(0, signal);
  }
  return hash.matches();
}
