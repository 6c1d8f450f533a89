import { beforeEach, describe, expect, test, vi } from 'vitest';
import { toErrorCode } from '../../../messages/errors';
import type { PickerMode, PickerOutcome } from '../../../picker/mode';

interface Injection {
  target: { tabId: number; frameIds?: number[] };
  args?: PickerMode[];
}

const { scripting, storage, tabs } = vi.hoisted(() => ({
  scripting: { executeScript: vi.fn<(injection: Injection) => Promise<{ result?: PickerOutcome }[]>>() },
  storage: { local: { get: vi.fn<() => Promise<Record<string, unknown>>>() } },
  tabs: {
    get: vi.fn<(tabId: number) => Promise<{ active: boolean; windowId: number }>>(),
    captureVisibleTab: vi.fn<(windowId: number) => Promise<string>>(),
  },
}));
vi.mock('../../../platform/browser', () => ({ browser: { scripting, storage, tabs } }));

const { captureTabContent, pickUrl, startPickerIn } = await import('../../../entrypoints/background/picker');

// Every browser that Imaginex runs in has it, Node 20 has not.
Object.defineProperty(Uint8Array, 'fromBase64', {
  value: (text: string) => new Uint8Array(Buffer.from(text, 'base64')),
  configurable: true,
});

const url = 'https://a.example/picture.png';
const notInThisFrame = new Error('Cannot access contents of the page');

beforeEach(() => {
  vi.resetAllMocks();
  scripting.executeScript.mockResolvedValue([{ result: { ok: true } }]);
  storage.local.get.mockResolvedValue({});
  tabs.get.mockResolvedValue({ active: true, windowId: 7 });
  tabs.captureVisibleTab.mockResolvedValue(`data:image/png;base64,${Buffer.from('png').toString('base64')}`);
});

/** Where the picker was told to do what, in order. */
const modes = (): unknown[] =>
  scripting.executeScript.mock.calls.flatMap(([{ target, args }]) => (args ? [{ frames: target.frameIds, mode: args[0] }] : []));

describe('a picture chosen in the menu', () => {
  const asked = (frame: number): unknown => ({ frames: [frame], mode: { kind: 'url', url } });
  const overlay = { frames: undefined, mode: { kind: 'interactive', notice: 'picture-not-readable' } };

  test('is read where it is', async () => {
    await pickUrl(3, 5, url);
    expect(modes()).toEqual([asked(5)]);
  });

  test('brings the picker when it cannot be read there', async () => {
    scripting.executeScript.mockImplementation(({ target }) =>
      Promise.resolve([{ result: target.frameIds ? { ok: false, code: 'picture-not-readable' } : { ok: true } }]),
    );
    await pickUrl(3, 0, url);
    expect(modes()).toEqual([asked(0), overlay]);
  });

  test('brings the picker when the frame is out of reach', async () => {
    scripting.executeScript.mockImplementation(({ target }) =>
      target.frameIds ? Promise.reject(notInThisFrame) : Promise.resolve([{ result: { ok: true } }]),
    );
    await pickUrl(3, 5, url);
    expect(modes()).toEqual([asked(5), overlay]);
  });

  test('says so when the page itself is out of reach, after asking once', async () => {
    scripting.executeScript.mockRejectedValue(notInThisFrame);
    const code = await pickUrl(3, 0, url).catch((error: unknown) => toErrorCode(error));
    expect(code).toBe('page-refuses-scripts');
    expect(modes()).toEqual([asked(0)]);
  });
});

describe('the interactive picker', () => {
  const strings = { picker_title: 'Bir görsel seçin', error_unexpected: 'Hata', language_tag: 'tr' };
  const locale = { ...strings, popup_pick: 'Seç' };

  beforeEach(() => {
    vi.stubGlobal('location', { origin: 'chrome-extension://imaginex' });
    const file = Object.fromEntries(Object.entries(locale).map(([key, message]) => [key, { message }]));
    vi.stubGlobal('fetch', vi.fn(() => Promise.resolve(Response.json(file))));
    return () => void vi.unstubAllGlobals();
  });

  test('leaves its words to the browser', async () => {
    await startPickerIn(3);
    expect(modes()).toEqual([{ frames: undefined, mode: { kind: 'interactive' } }]);
    expect(fetch).not.toHaveBeenCalled();
  });

  test('is given its words in the language that was chosen, and no others', async () => {
    storage.local.get.mockResolvedValue({ settings: { language: 'tr' } });
    await startPickerIn(3);
    expect(modes()).toEqual([{ frames: undefined, mode: { kind: 'interactive', strings } }]);
    expect(fetch).toHaveBeenCalledWith('chrome-extension://imaginex/_locales/tr/messages.json');
  });

  test('passes on that a document refuses it', async () => {
    scripting.executeScript.mockResolvedValue([{ result: { ok: false, code: 'page-refuses-scripts' } }]);
    expect(await startPickerIn(3).catch((error: unknown) => toErrorCode(error))).toBe('page-refuses-scripts');
  });
});

describe('a capture', () => {
  const codeOf = (): Promise<unknown> => captureTabContent(3).catch((error: unknown) => toErrorCode(error));

  test('is of the window of the tab', async () => {
    const blob = await captureTabContent(3);
    expect(await blob.text()).toBe('png');
    expect(tabs.get).toHaveBeenCalledWith(3);
    expect(tabs.captureVisibleTab).toHaveBeenCalledWith(7, { format: 'png' });
  });

  test('is not taken while another tab is in front', async () => {
    tabs.get.mockResolvedValue({ active: false, windowId: 7 });
    expect(await codeOf()).toBe('capture-failed');
    expect(tabs.captureVisibleTab).not.toHaveBeenCalled();
  });

  test('is thrown away when another tab came to the front meanwhile', async () => {
    tabs.get.mockResolvedValueOnce({ active: true, windowId: 7 }).mockResolvedValueOnce({ active: false, windowId: 7 });
    expect(await codeOf()).toBe('capture-failed');
  });

  test.each([
    ['the tab is gone', () => tabs.get.mockRejectedValue(new Error('No tab with id: 3.'))],
    ['the browser refuses', () => tabs.captureVisibleTab.mockRejectedValue(new Error('not in effect'))],
  ])('fails by its own name when %s', async (_, arrange) => {
    arrange();
    expect(await codeOf()).toBe('capture-failed');
  });
});
