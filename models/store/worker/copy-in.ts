import { CodedError, type ErrorCode } from '../../../messages/errors';
import type { IntakeFile } from '../../import/intake';
import { unreadable } from '../../import/unreadable';
import type { Context } from './context';
import type { Entry } from './entry';
import { sha256Stream } from './hashing';
import type { JournalFile } from './partial-file';

/**
 * Copies a chosen file into the store.
 *
 * @param index its place among the model's files
 * @throws CodedError `import-*`, `storage-full`
 */
export async function copyIn(
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

/** @throws CodedError `import-unreadable` where the file cannot be read any more: it changed, or its disk is gone */
async function* readable(file: IntakeFile): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  try {
    yield* file.stream();
  } catch (error) {
    throw unreadable(error, file.path);
  }
}

export function refuse(code: ErrorCode, detail: string): never {
  throw new CodedError(code, detail, { detail });
}
