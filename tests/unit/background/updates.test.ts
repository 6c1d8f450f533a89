import { beforeEach, expect, test, vi } from 'vitest';
import type { findEditors } from '../../../entrypoints/background/editors';

type Editors = Awaited<ReturnType<typeof findEditors>>;

const heard = { update: (): void => undefined, removed: (): void => undefined };
const { runtime, tabs, storage, extension, editors } = vi.hoisted(() => {
  const kept = new Map<string, unknown>();
  return {
    runtime: { onUpdateAvailable: { addListener: vi.fn() }, reload: vi.fn() },
    tabs: { onRemoved: { addListener: vi.fn() } },
    storage: {
      session: {
        set: (items: Record<string, unknown>) => {
          for (const [key, value] of Object.entries(items)) kept.set(key, value);
          return Promise.resolve();
        },
        get: (key: string) => Promise.resolve({ [key]: kept.get(key) }),
        forget: () => kept.clear(),
      },
    },
    extension: { isAllowedIncognitoAccess: vi.fn<() => Promise<boolean>>() },
    editors: { findEditors: vi.fn<(incognito: boolean) => Promise<Editors>>() },
  };
});
vi.mock('../../../platform/browser', () => ({ browser: { runtime, tabs, storage, extension } }));
vi.mock('../../../entrypoints/background/editors', () => editors);

const { deferUpdatesWhileInUse } = await import('../../../entrypoints/background/updates');

const isInUse = vi.fn<() => Promise<boolean>>();
const editor = { tabId: 1, windowId: 1, url: 'editor.html' };

/** What was begun goes on behind the listeners' backs. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

function open(regular: Editors, incognito: Editors = []): void {
  editors.findEditors.mockImplementation((isPrivate) => Promise.resolve(isPrivate ? incognito : regular));
}

beforeEach(() => {
  vi.resetAllMocks();
  storage.session.forget();
  runtime.onUpdateAvailable.addListener.mockImplementation((listener: () => void) => (heard.update = listener));
  tabs.onRemoved.addListener.mockImplementation((listener: () => void) => (heard.removed = listener));
  extension.isAllowedIncognitoAccess.mockResolvedValue(false);
  open([]);
  isInUse.mockResolvedValue(false);
  deferUpdatesWhileInUse({ isInUse });
});

test('an update is taken at once where no editor is open', async () => {
  heard.update();
  await settle();
  expect(runtime.reload).toHaveBeenCalledOnce();
});

test('it waits for the last editor, also for a private one', async () => {
  open([editor], [editor]);
  heard.update();
  await settle();
  open([], [editor]);
  heard.removed();
  await settle();
  expect(runtime.reload).not.toHaveBeenCalled();
  open([]);
  heard.removed();
  await settle();
  expect(runtime.reload).toHaveBeenCalledOnce();
});

test('it waits for what the host is doing, a download above all', async () => {
  isInUse.mockResolvedValue(true);
  heard.update();
  await settle();
  expect(runtime.reload).not.toHaveBeenCalled();
  isInUse.mockResolvedValue(false);
  heard.removed();
  await settle();
  expect(runtime.reload).toHaveBeenCalledOnce();
});

test('closing tabs does nothing where no update waits', async () => {
  heard.removed();
  await settle();
  expect(runtime.reload).not.toHaveBeenCalled();
});

test('where editors may be open that cannot be seen, the browser chooses the moment', async () => {
  extension.isAllowedIncognitoAccess.mockResolvedValue(true);
  heard.update();
  await settle();
  expect(runtime.reload).not.toHaveBeenCalled();
});
