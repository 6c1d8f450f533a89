import { modelsFolder } from '../models/store/record';
import type { StoredItem } from './stored';

/** A store that the browser keeps for the extension's origin. */
interface OriginStore {
  list: () => Promise<StoredItem[]>;
  clear: () => Promise<void>;
}

/** The stores of the origin besides the extension's own that this browser has. */
export function originStores(): OriginStore[] {
  return [
    ...('indexedDB' in globalThis ? [databases] : []),
    ...('caches' in globalThis ? [cacheStorage] : []),
    ...('storage' in navigator && 'getDirectory' in navigator.storage ? [privateFiles] : []),
  ];
}

function item(key: string, facts: Readonly<Record<string, unknown>>, bytes?: number): StoredItem {
  return { key, value: JSON.stringify(facts, null, 2), bytes };
}

const databases: OriginStore = {
  list: () =>
    whereAllowed([], async () => {
      const found = await indexedDB.databases();
      return found.map(({ name = '', version }) => item(`IndexedDB: ${name}`, { version }));
    }),
  clear: () =>
    whereAllowed(undefined, async () => {
      for (const { name } of await indexedDB.databases()) {
        if (name !== undefined) await deleteDatabase(name);
      }
    }),
};

function deleteDatabase(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error ?? new Error(name));
    request.onblocked = () => reject(new Error(`${name} is open elsewhere`));
  });
}

const cacheStorage: OriginStore = {
  list: () =>
    whereAllowed([], async () => {
      const names = await caches.keys();
      return Promise.all(
        names.map(async (name) => {
          const requests = await (await caches.open(name)).keys();
          return item(`Cache Storage: ${name}`, { addresses: requests.map(({ url }) => url) });
        }),
      );
    }),
  clear: () =>
    whereAllowed(undefined, async () => {
      for (const name of await caches.keys()) await caches.delete(name);
    }),
};

const privateFiles: OriginStore = {
  list: () => whereAllowed([], async () => filesIn(await navigator.storage.getDirectory(), '')),
  clear: () =>
    whereAllowed(undefined, async () => {
      const root = await navigator.storage.getDirectory();
      const kept: FileSystemDirectoryHandle[] = [];
      const names: string[] = [];
      for await (const [name, handle] of root.entries()) {
        // The library may hold it open, and could write into it no more if it came anew.
        if (name === modelsFolder && handle.kind === 'directory') kept.push(handle);
        else names.push(name);
      }
      for (const name of names) await root.removeEntry(name, { recursive: true });
      for (const folder of kept) await empty(folder);
    }),
};

async function empty(folder: FileSystemDirectoryHandle): Promise<void> {
  const names: string[] = [];
  for await (const name of folder.keys()) names.push(name);
  for (const name of names) await folder.removeEntry(name, { recursive: true });
}

async function filesIn(directory: FileSystemDirectoryHandle, path: string): Promise<StoredItem[]> {
  const found: StoredItem[] = [];
  for await (const [name, handle] of directory.entries()) {
    if (handle.kind === 'directory') {
      const inside = await filesIn(handle, `${path}${name}/`);
      // The library makes this folder to look whether there is anything in it.
      if (path === '' && name === modelsFolder && inside.length === 0) continue;
      found.push(item(`File: ${path}${name}/`, {}, 0), ...inside);
    } else {
      const { size, type } = await handle.getFile();
      found.push(item(`File: ${path}${name}`, { type }, size));
    }
  }
  return found;
}

/** Browsers refuse some stores to private windows, and then there is nothing in them. */
async function whereAllowed<Value>(otherwise: Value, use: () => Promise<Value>): Promise<Value> {
  try {
    return await use();
  } catch (error) {
    if (error instanceof DOMException && error.name === 'SecurityError') return otherwise;
    throw error;
  }
}
