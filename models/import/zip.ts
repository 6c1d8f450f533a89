// The entry point without codecs: the platform's DecompressionStream inflates.
import { BlobReader, type Entry, ERR_INVALID_UNCOMPRESSED_SIZE, type FileEntry, ZipReader } from '@zip.js/zip.js/lib/zip-core-custom.js';
import { CodedError } from '../../messages/errors';
import type { ChosenFile } from '../../messages/library';
import { filePath } from '../catalog/model';
import type { IntakeFile } from './intake';
import { unreadable } from './unreadable';

/** As many as a page hands over of a folder. */
const maxEntries = 2000;
/** Weights hardly compress; what does by this much is made to fill the disk. Small archives are let be. */
const maxRatio = 100;
const ratioMattersFrom = 16 * 2 ** 20;

const options = { useWebWorkers: false, useCompressionStream: true, checkSignature: true };

/** @throws CodedError `import-unreadable` */
export async function isZip({ path, blob }: ChosenFile): Promise<boolean> {
  if (/\.zip$/i.test(path)) return true;
  const head = await blob.slice(0, 4).arrayBuffer().catch((error: unknown) => {
    throw unreadable(error, path);
  });
  const [first, second, third, fourth] = new Uint8Array(head);
  return first === 0x50 && second === 0x4b && third === 3 && fourth === 4;
}

/**
 * Lists a zip without unpacking it.
 *
 * @param room bytes that its files may take together.
 * @throws CodedError `import-empty`, `import-unreadable`, `import-archive-damaged`, `import-archive-unsafe`,
 *   `import-archive-too-large`
 */
export async function openZip({ path, blob }: ChosenFile, room: number): Promise<IntakeFile[]> {
  if (blob.size === 0) throw new CodedError('import-empty', path, { detail: path });
  const reader = new ZipReader(new BlobReader(blob), { ...options, filenameValidation: 'tolerant' });
  const files: IntakeFile[] = [];
  const names = new Set<string>();
  let [entries, total] = [0, 0];
  try {
    for await (const entry of reader.getEntriesGenerator()) {
      if (++entries > maxEntries) throw new CodedError('import-archive-too-large', 'too many files');
      refuseUnsafe(entry, names);
      if (entry.directory) continue;
      total += entry.uncompressedSize;
      if (total > room) throw new CodedError('import-archive-too-large', `${total} bytes, room for ${room}`);
      files.push({ path: entry.filename, bytes: entry.uncompressedSize, stream: () => unpack(entry, path), blob: undefined });
    }
  } catch (error) {
    throw damaged(error, path);
  }
  if (total > ratioMattersFrom && total > maxRatio * blob.size) {
    throw new CodedError('import-archive-too-large', `${blob.size} bytes say they are ${total}`);
  }
  return files;
}

function refuseUnsafe(entry: Entry, names: Set<string>): void {
  const { filename, encrypted, symlink } = entry;
  const path = entry.directory ? filename.replace(/\/$/, '') : filename;
  // Names that differ in case alone are one file to some systems, and so to whoever made the archive.
  const key = path.normalize('NFC').toLowerCase();
  if (!filePath.safeParse(path).success || encrypted || symlink || names.has(key)) {
    throw new CodedError('import-archive-unsafe', filename, { detail: filename });
  }
  names.add(key);
}

/** An entry's bytes; fails as soon as there are more than it said, and at the end when they are others. */
function unpack(entry: FileEntry, archive: string): ReadableStream<Uint8Array<ArrayBuffer>> {
  const { readable, writable } = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>();
  const reader = readable.getReader();
  const ended = entry.getData(writable, { ...options, checkOverlappingEntry: true });
  const failed = new Promise<never>((_, reject) => {
    ended.catch(reject);
  });
  // Told by `pull`; until then nobody listens.
  failed.catch(() => undefined);
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      try {
        // Whoever fails first: a failure need not reach the stream.
        const { done, value } = await Promise.race([reader.read(), failed]);
        if (!done) {
          controller.enqueue(value);
          return;
        }
        await ended;
        controller.close();
      } catch (error) {
        throw damaged(error, archive);
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
}

/** Whatever the reader of archives throws, as a refusal. */
function damaged(given: unknown, archive: string): unknown {
  const error = unreadable(given, archive);
  if (error instanceof CodedError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const code = message === ERR_INVALID_UNCOMPRESSED_SIZE ? 'import-archive-too-large' : 'import-archive-damaged';
  return new CodedError(code, message, { cause: error });
}
