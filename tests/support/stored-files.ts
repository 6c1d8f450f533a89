import { createHash } from 'node:crypto';
import { journal, record, type Journal, type StoreRecord } from '../../models/store/record';
import { piecesOf, type Content } from './hub/content';
import type { Tab } from './tab';
import { sleep } from './wait';

/** What is on disk (OPFS), read by a page of the extension past all code of the library. */

export interface StoredPath {
  /** From the root, with slashes. */
  path: string;
  bytes: number;
}

/** All files there are. */
export function storedPaths(tab: Tab): Promise<StoredPath[]> {
  return tab.evaluate(async () => {
    const found: { path: string; bytes: number }[] = [];
    const walk = async (folder: FileSystemDirectoryHandle, before: string): Promise<void> => {
      for await (const [name, handle] of folder.entries()) {
        const path = before + name;
        if (handle instanceof FileSystemDirectoryHandle) await walk(handle, `${path}/`);
        else if (handle instanceof FileSystemFileHandle) found.push({ path, bytes: (await handle.getFile()).size });
      }
    };
    await walk(await navigator.storage.getDirectory(), '');
    return found.sort((a, b) => (a.path < b.path ? -1 : 1));
  });
}

/** The ids of all models of which there is a folder. */
export function storedModels(tab: Tab): Promise<string[]> {
  return tab.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const names: string[] = [];
    for await (const name of root.keys()) if (name === 'models') names.push(name);
    if (names.length === 0) return [];
    const ids: string[] = [];
    for await (const id of (await root.getDirectoryHandle('models')).keys()) ids.push(id);
    return ids.sort();
  });
}

/** The SHA-256 of each piece of a file, `undefined` where there is no such file. */
async function pieceDigests(tab: Tab, path: string, pieceBytes: number): Promise<string[] | undefined> {
  const digests = await tab.evaluate(
    async (place: string, size: number) => {
      const parts = place.split('/');
      const name = parts.pop() ?? '';
      let folder = await navigator.storage.getDirectory();
      try {
        for (const part of parts) folder = await folder.getDirectoryHandle(part);
        const file = await (await folder.getFileHandle(name)).getFile();
        const out: string[] = [];
        for (let at = 0; at < file.size; at += size) {
          const piece = await file.slice(at, at + size).arrayBuffer();
          out.push(new Uint8Array(await crypto.subtle.digest('SHA-256', piece)).toHex());
        }
        return out;
      } catch (error) {
        if (error instanceof DOMException && error.name === 'NotFoundError') return null;
        throw error;
      }
    },
    path,
    pieceBytes,
  );
  return digests ?? undefined;
}

async function readText(tab: Tab, path: string): Promise<string | undefined> {
  const text = await tab.evaluate(async (place: string) => {
    const parts = place.split('/');
    const name = parts.pop() ?? '';
    let folder = await navigator.storage.getDirectory();
    try {
      for (const part of parts) folder = await folder.getDirectoryHandle(part);
      return await (await (await folder.getFileHandle(name)).getFile()).text();
    } catch (error) {
      if (error instanceof DOMException && error.name === 'NotFoundError') return null;
      throw error;
    }
  }, path);
  return text ?? undefined;
}

export async function storedRecord(tab: Tab, id: string): Promise<StoreRecord | undefined> {
  const text = await readText(tab, `models/${id}/record.json`);
  return text === undefined ? undefined : record.parse(JSON.parse(text));
}

export async function storedJournal(tab: Tab, id: string): Promise<Journal | undefined> {
  const text = await readText(tab, `models/${id}/journal.json`);
  return text === undefined ? undefined : journal.parse(JSON.parse(text));
}

const comparedBytes = 1 << 20;

/** Where the files of a model differ from what they have to be, as sentences; none for a model that is right. */
export async function differences(
  tab: Tab,
  id: string,
  contents: Readonly<Record<string, Content>>,
): Promise<string[]> {
  const found = await storedRecord(tab, id);
  if (!found) return [`${id} has no record`];
  const wrong: string[] = [];
  const paths = found.files.map(({ path }) => path);
  if (paths.toSorted().join() !== Object.keys(contents).toSorted().join()) wrong.push(`it holds ${paths.join()}`);
  for (const [index, { path }] of found.files.entries()) {
    const content = contents[path];
    if (!content) continue;
    const right = [...piecesOf(content)].map((piece) => createHash('sha256').update(piece).digest('hex'));
    const stored = await pieceDigests(tab, `models/${id}/files/${index}`, comparedBytes);
    if (stored?.length !== right.length) wrong.push(`${path} has ${stored?.length ?? 0} of ${right.length} pieces`);
    const first = right.findIndex((digest, piece) => stored?.[piece] !== digest);
    if (first >= 0) wrong.push(`${path} differs in its piece ${first}`);
  }
  if ((await storedJournal(tab, id)) !== undefined) wrong.push('a journal is left');
  return wrong;
}

/** Whether the bytes of a record's file hash to what the record says, in the page itself. */
async function hashOf(tab: Tab, path: string, kind: 'sha256' | 'git-blob'): Promise<string | undefined> {
  const hash = await tab.evaluate(
    async (place: string, how: string) => {
      const parts = place.split('/');
      const name = parts.pop() ?? '';
      let folder = await navigator.storage.getDirectory();
      try {
        for (const part of parts) folder = await folder.getDirectoryHandle(part);
        const file = await (await folder.getFileHandle(name)).getFile();
        const hashed = how === 'git-blob' ? new Blob([`blob ${file.size}\0`, file]) : file;
        const algorithm = how === 'git-blob' ? 'SHA-1' : 'SHA-256';
        return new Uint8Array(await crypto.subtle.digest(algorithm, await hashed.arrayBuffer())).toHex();
      } catch (error) {
        if (error instanceof DOMException && error.name === 'NotFoundError') return null;
        throw error;
      }
    },
    path,
    kind,
  );
  return hash ?? undefined;
}

/**
 * What is inconsistent on disk, as sentences: a record whose bytes are not what it says, folders that are neither. What
 * is seen once only does not count: a record that is being written anew may look missing to another realm.
 */
export async function inconsistencies(tab: Tab): Promise<string[]> {
  const first = await inconsistenciesNow(tab);
  if (first.length === 0) return first;
  await sleep(1000);
  const second = await inconsistenciesNow(tab);
  return second.filter((sentence) => first.includes(sentence));
}

async function inconsistenciesNow(tab: Tab): Promise<string[]> {
  const wrong: string[] = [];
  for (const id of await storedModels(tab)) {
    const found = await storedRecord(tab, id);
    const unfinished = await storedJournal(tab, id);
    if (found && unfinished) wrong.push(`${id} has a record and a journal`);
    if (!found && !unfinished) wrong.push(`${id} has neither a record nor a journal`);
    for (const [index, { path, hash }] of (found?.files ?? []).entries()) {
      const stored = await hashOf(tab, `models/${id}/files/${index}`, hash.kind);
      if (stored !== hash.value) wrong.push(`${path} of ${id} hashes to ${stored ?? 'nothing'}, not ${hash.value}`);
    }
  }
  return wrong;
}

/** Writes one other byte into the middle of a stored file, as a failing disk does. */
export function damageStoredFile(tab: Tab, path: string): Promise<void> {
  return tab.evaluate(async (place: string) => {
    const parts = place.split('/');
    const name = parts.pop() ?? '';
    let folder = await navigator.storage.getDirectory();
    for (const part of parts) folder = await folder.getDirectoryHandle(part);
    const handle = await folder.getFileHandle(name);
    const file = await handle.getFile();
    const middle = file.size >> 1;
    const [byte = 0] = new Uint8Array(await file.slice(middle, middle + 1).arrayBuffer());
    const writable = await handle.createWritable({ keepExistingData: true });
    await writable.write({ type: 'write', position: middle, data: Uint8Array.of(byte ^ 1) });
    await writable.close();
  }, path);
}
