import { beforeEach, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { defaultSettings } from '../../../messages/settings';

vi.mock('../../../platform/browser', () => ({ browser: fakeBrowser }));

/** A private file system with one file in a folder. */
class Folder {
  readonly kind = 'directory';
  readonly #entries: Map<string, unknown>;

  constructor(entries: Readonly<Record<string, unknown>>) {
    this.#entries = new Map(Object.entries(entries));
  }

  async *entries() {
    yield* await Promise.resolve(this.#entries.entries());
  }

  async *keys() {
    yield* await Promise.resolve(this.#entries.keys());
  }

  removeEntry(name: string, { recursive }: { recursive: boolean }): Promise<void> {
    if (recursive) this.#entries.delete(name);
    return Promise.resolve();
  }
}

/** Everything that a browser can keep for an origin, with one thing in each. */
function fillOriginStores(): void {
  const databases = new Map([['leftover', 3]]);
  vi.stubGlobal('indexedDB', {
    databases: () => Promise.resolve(Array.from(databases, ([name, version]) => ({ name, version }))),
    deleteDatabase(name: string) {
      databases.delete(name);
      const request = { onsuccess: (): void => undefined };
      queueMicrotask(() => request.onsuccess());
      return request;
    },
  });
  const cached = new Map([['old', [{ url: 'https://example.com/a.png' }]]]);
  vi.stubGlobal('caches', {
    keys: () => Promise.resolve([...cached.keys()]),
    open: (name: string) => Promise.resolve({ keys: () => Promise.resolve(cached.get(name)) }),
    delete: (name: string) => Promise.resolve(cached.delete(name)),
  });
  const file = { kind: 'file', getFile: () => Promise.resolve(new File(['12345'], 'a.png')) };
  const models = new Folder({ 'some-model': new Folder({ 'record.json': file }) });
  const root = new Folder({ pictures: new Folder({ 'a.png': file }), models });
  vi.stubGlobal('navigator', { storage: { getDirectory: () => Promise.resolve(root) } });
}

const { eraseEverything, holdsModels, listStored } = await import('../../../privacy/stored');
const { updatePending } = await import('../../../platform/session-marks');
const { readSettings, changeSettings } = await import('../../../platform/settings');

beforeEach(() => {
  fakeBrowser.reset();
  vi.unstubAllGlobals();
  vi.stubGlobal('navigator', {});
  vi.spyOn(fakeBrowser.extension, 'inIncognitoContext', 'get').mockReturnValue(false);
});

test('whatever is stored is listed, also what nobody told the list about', async () => {
  await changeSettings({ language: 'tr', backend: 'wasm', singleKeys: false });
  await fakeBrowser.storage.local.set({ surprise: [1, 2] });
  const stored = await listStored();
  expect(stored.map(({ key }) => key).sort()).toEqual(['settings', 'surprise']);
  for (const { bytes } of stored) expect(bytes).toBeGreaterThan(0);
});

test('erasing leaves nothing, and the settings go back to their defaults', async () => {
  await changeSettings({ language: 'tr', backend: 'wasm', singleKeys: false });
  await fakeBrowser.storage.session.set({ mark: true });
  await eraseEverything();
  expect(await listStored()).toEqual([]);
  expect(await fakeBrowser.storage.session.get(null)).toEqual({});
  expect(await readSettings()).toEqual(defaultSettings);
});

test('the other stores of the origin are listed and erased, too', async () => {
  fillOriginStores();
  await fakeBrowser.storage.local.set({ surprise: 1 });
  const stored = await listStored();
  expect(stored.map(({ key, bytes }) => [key, bytes])).toEqual([
    ['surprise', 9],
    ['IndexedDB: leftover', undefined],
    ['Cache Storage: old', undefined],
    ['File: pictures/', 0],
    ['File: pictures/a.png', 5],
    ['File: models/', 0],
    ['File: models/some-model/', 0],
    ['File: models/some-model/record.json', 5],
  ]);
  expect(await holdsModels()).toBe(true);
  for (const { value } of stored) expect(() => void JSON.parse(value)).not.toThrow();
  await eraseEverything();
  expect(await listStored()).toEqual([]);
  expect(await holdsModels()).toBe(false);
  // The library, which may hold its folder open, finds it where it was.
  const root = await navigator.storage.getDirectory();
  const left: string[] = [];
  for await (const name of root.keys()) left.push(name);
  expect(left).toEqual(['models']);
});

test('a store that the browser refuses is empty; one that fails is told', async () => {
  const refuse = (name: string) => () => Promise.reject(new DOMException('no', name));
  vi.stubGlobal('caches', { keys: refuse('SecurityError') });
  expect(await listStored()).toEqual([]);
  await eraseEverything();
  vi.stubGlobal('caches', { keys: refuse('UnknownError') });
  await expect(listStored()).rejects.toThrow('no');
  await expect(eraseEverything()).rejects.toThrow('no');
});

test('erasing does not forget that an update waits', async () => {
  await fakeBrowser.storage.session.set({ [updatePending]: true, mark: 1 });
  await eraseEverything();
  expect(await fakeBrowser.storage.session.get(null)).toEqual({ [updatePending]: true });
});

test('a private window stores nothing', async () => {
  vi.spyOn(fakeBrowser.extension, 'inIncognitoContext', 'get').mockReturnValue(true);
  await changeSettings({ language: 'tr', backend: 'wasm', singleKeys: false });
  expect(await listStored()).toEqual([]);
});

test('a private window erases nothing of the others', async () => {
  await changeSettings({ language: 'tr', backend: 'wasm', singleKeys: false });
  vi.spyOn(fakeBrowser.extension, 'inIncognitoContext', 'get').mockReturnValue(true);
  await eraseEverything();
  expect((await listStored()).map(({ key }) => key)).toEqual(['settings']);
});
