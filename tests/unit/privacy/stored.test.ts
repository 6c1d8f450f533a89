import { beforeEach, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';

vi.mock('../../../platform/browser', () => ({ browser: fakeBrowser }));

const { eraseEverything, listStored } = await import('../../../privacy/stored');
const { defaultSettings, readSettings, writeSettings } = await import('../../../platform/settings');

beforeEach(() => {
  fakeBrowser.reset();
  vi.spyOn(fakeBrowser.extension, 'inIncognitoContext', 'get').mockReturnValue(false);
});

test('whatever is stored is listed, also what nobody told the list about', async () => {
  await writeSettings({ language: 'tr', backend: 'wasm', singleKeys: false });
  await fakeBrowser.storage.local.set({ surprise: [1, 2] });
  const stored = await listStored();
  expect(stored.map(({ key }) => key).sort()).toEqual(['settings', 'surprise']);
  for (const { bytes } of stored) expect(bytes).toBeGreaterThan(0);
});

test('erasing leaves nothing, and the settings go back to their beginnings', async () => {
  await writeSettings({ language: 'tr', backend: 'wasm', singleKeys: false });
  await fakeBrowser.storage.session.set({ mark: true });
  await eraseEverything();
  expect(await listStored()).toEqual([]);
  expect(await fakeBrowser.storage.session.get(null)).toEqual({});
  expect(await readSettings()).toEqual(defaultSettings);
});

test('a private window stores nothing', async () => {
  vi.spyOn(fakeBrowser.extension, 'inIncognitoContext', 'get').mockReturnValue(true);
  await writeSettings({ language: 'tr', backend: 'wasm', singleKeys: false });
  expect(await listStored()).toEqual([]);
});
