import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builtExtension } from '../support/builds';
import { waitForTab, type ExtensionBrowser } from '../support/extension-browser';
import {
  clickPicture,
  editorState,
  middleOf,
  runTool,
  shownSize,
  startPicker,
  waitForSize,
  waitForState,
} from '../support/journey';
import { bothBrowsers, launch } from '../support/launch';
import { filesWith, markedPicture, markedSize, patterns, resultPatterns, shownFile } from '../support/marker';
import {
  allowInPrivateWindows,
  closePrivateWindows,
  editorsIn,
  hasOffscreen,
  inWorkerOf,
  openPrivateWindow,
  privateWindows,
  storedNow,
  windowOf,
} from '../support/private-windows';
import { noStore, startSite, type Site } from '../support/site';
import type { Tab } from '../support/tab';
import { testPng } from '../support/test-pictures';
import { sleep, until } from '../support/wait';
import { isChromium } from '../support/which';
import { shippedWords } from '../support/words';

const regularSize = { width: 120, height: 80 };
/** Paths that nothing else has, to be searched for on the disk. */
const regularPath = '/regular-4c1e9a7b';
const privatePath = '/private-8d02f6e3';

async function startPictures(): Promise<Site> {
  const site = await startSite();
  const regular = await testPng(regularSize.width, regularSize.height);
  site.serve('/regular.png', { body: regular, type: 'image/png', headers: noStore });
  site.serve('/private.bmp', { body: markedPicture(), type: 'image/bmp', headers: noStore });
  site.servePage(regularPath, '<img src="/regular.png" alt="">', noStore);
  site.servePage(privatePath, '<img src="/private.bmp" alt="">', noStore);
  return site;
}

describe.each(bothBrowsers)('%s', (name) => {
  const words = shippedWords(builtExtension(name));
  const turkish = shippedWords(builtExtension(name), 'tr');

  /** Toolbar button → "Pick from this page" → a click on the picture → the editor of that kind of window. */
  async function pick(browser: ExtensionBrowser, page: Tab, incognito: boolean): Promise<Tab> {
    await startPicker(browser, words, page);
    await clickPicture(browser, page, await middleOf(page, 'img'));
    const editor = await until('an editor', async () => (await editorsIn(browser, incognito))[0]);
    await editor.focus();
    await waitForState(editor, 'ready');
    return editor;
  }

  /** The settings, as the editor opens them, and a choice made there. */
  async function changeLanguage(browser: ExtensionBrowser, editor: Tab): Promise<Tab> {
    await editor.click('button', words('action_options'));
    const options = await waitForTab(browser, (url) => url.startsWith(browser.extensionUrl('options.html')));
    await options.focus();
    await options.click('radio', words('language_tr'));
    await until('the settings to speak Turkish', () => textOf(options, turkish('general_language')));
    return options;
  }

  describe('beside a regular window', () => {
    let site: Site;
    let browser: ExtensionBrowser;
    let regularEditor: Tab;
    let regularPage: Tab;
    let privatePage: Tab;
    let privateEditor: Tab;

    beforeAll(async () => {
      site = await startPictures();
      browser = await launch(name);
      await allowInPrivateWindows(browser);
      regularPage = await browser.openTab(`${site.origin}${regularPath}`);
      regularEditor = await browser.openExtensionPage('editor.html');
      await waitForState(regularEditor, 'empty');
      privatePage = await openPrivateWindow(browser, `${site.origin}${privatePath}`);
    });

    afterAll(async () => {
      await browser.close();
      await site.close();
    });

    test('a picture of a private page opens in an editor of its window, not in the one that is open', async () => {
      privateEditor = await pick(browser, privatePage, true);
      await waitForSize(privateEditor, markedSize.width, markedSize.height);
      const { windowId, incognito } = await windowOf(privateEditor);
      expect(incognito).toBe(true);
      expect(await privateWindows(privateEditor)).toEqual([windowId]);
      expect(await editorsIn(browser, true)).toHaveLength(1);
      expect(await editorsIn(browser, false)).toHaveLength(1);
      expect(await editorState(regularEditor)).toBe('empty');
    });

    test('it is repaired and enlarged there', async () => {
      await runTool(privateEditor, words, 'repair');
      await waitForSize(privateEditor, markedSize.width, markedSize.height);
      await runTool(privateEditor, words, 'enlarge');
      await waitForSize(privateEditor, markedSize.width * 2, markedSize.height * 2);
    });

    test('a picture of a regular page goes to the regular editor, and the private one stays as it is', async () => {
      expect(await pick(browser, regularPage, false)).toBe(regularEditor);
      await waitForSize(regularEditor, regularSize.width, regularSize.height);
      expect(await shownSize(privateEditor)).toEqual({
        width: markedSize.width * 2,
        height: markedSize.height * 2,
      });
      expect(await editorsIn(browser, true)).toHaveLength(1);
      expect(await editorsIn(browser, false)).toHaveLength(1);
    });

    test('a setting that is changed in a private window is forgotten with its page', async () => {
      const before = await storedNow(browser);
      await privateEditor.focus();
      const options = await changeLanguage(browser, privateEditor);
      expect((await windowOf(options)).incognito).toBe(true);
      expect(await textOf(options, turkish('general_private'))).toBe(true);
      await options.goto(browser.extensionUrl('options.html'));
      await until('the settings to speak English again', () => textOf(options, words('general_language')));
      expect(await textOf(options, words('general_private'))).toBe(true);
      await options.close();
      expect(await storedNow(browser)).toBe(before);
    });

    test('the same change in a regular window is kept', async () => {
      const before = await storedNow(browser);
      await regularEditor.focus();
      const options = await changeLanguage(browser, regularEditor);
      expect((await windowOf(options)).incognito).toBe(false);
      expect(await textOf(options, turkish('general_private'))).toBe(false);
      await until('the setting to be stored', async () => (await storedNow(browser)) !== before);
      expect(await storedNow(browser)).toContain('"tr"');
      await options.click('radio', words('language_en'));
      await until('the settings to speak English', () => textOf(options, words('general_language')));
      await options.close();
    });

    if (name === 'chromium') {
      test('private pictures have a compute host of their own, which ends with the window', async () => {
        if (!isChromium(browser)) throw new Error('This is not Chromium');
        expect(await hasOffscreen(browser, true)).toBe(true);
        expect(await hasOffscreen(browser, false)).toBe(true);
      });

      test('the menu of pictures has its item in private windows too', async () => {
        if (!isChromium(browser)) throw new Error('This is not Chromium');
        for (const incognito of [false, true]) expect(await inWorkerOf(browser, incognito, updateMenuItem)).toBe('');
      });

      test('an update waits for editors that the worker cannot see', async () => {
        if (!isChromium(browser)) throw new Error('This is not Chromium');
        await regularEditor.close();
        await inWorkerOf(browser, false, announceUpdate);
        await sleep(2000);
        expect(await shownSize(privateEditor)).toEqual({
          width: markedSize.width * 2,
          height: markedSize.height * 2,
        });
      });
    }

    test('the private editor goes with its window', async () => {
      await closePrivateWindows(browser);
      expect(await editorsIn(browser, true)).toEqual([]);
      if (isChromium(browser)) expect(await hasOffscreen(browser, true)).toBe(false);
    });
  });

  test('once the window is closed nothing of it is on the disk', async () => {
    const profileDir = mkdtempSync(join(tmpdir(), 'imaginex-profile-'));
    const site = await startPictures();
    const wanted = [...patterns];
    try {
      const browser = await launch(name, { profileDir });
      try {
        await allowInPrivateWindows(browser);
        const before = await storedNow(browser);
        await browser.openTab(`${site.origin}${regularPath}`);
        const page = await openPrivateWindow(browser, `${site.origin}${privatePath}`);
        const editor = await pick(browser, page, true);
        await runTool(editor, words, 'enlarge');
        await waitForSize(editor, markedSize.width * 2, markedSize.height * 2);
        wanted.push(...(await resultPatterns(await shownFile(editor))));
        const options = await changeLanguage(browser, editor);
        // Models can be looked at there, and nothing can be done with them.
        await options.click('tab', turkish('tab_models'));
        await until('the sentence', () => textOf(options, turkish('library_private')));
        await until('the models', () => options.evaluate(() => document.querySelector('[data-testid="library"][data-known="true"]') !== null));
        expect(await options.evaluate(() => document.querySelectorAll('.model button').length)).toBe(0);
        await closePrivateWindows(browser);
        expect(await storedNow(browser)).toBe(before);
        expect(filesWith(profileDir, wanted)).toEqual([]);
        await sleep(500);
      } finally {
        await browser.close();
      }
      expect(filesWith(profileDir, wanted)).toEqual([]);
      expect(filesWith(profileDir, [Buffer.from(privatePath)])).toEqual([]);
      // The same search finds what a regular window leaves.
      expect(filesWith(profileDir, [Buffer.from(regularPath)])).not.toEqual([]);
    } finally {
      await site.close();
      rmSync(profileDir, { recursive: true, force: true });
    }
  });
});

function textOf(page: Tab, wanted: string): Promise<boolean> {
  return page.evaluate((text) => document.body.innerText.includes(text), wanted);
}

/** Why the item of the menu cannot be changed; nothing when it can. Runs in a service worker. */
function updateMenuItem(): Promise<string> {
  const api: unknown = Reflect.get(globalThis, 'chrome');
  const menus: unknown = Reflect.get(Object(api), 'contextMenus');
  const update: unknown = Reflect.get(Object(menus), 'update');
  if (typeof update !== 'function') throw new Error('contextMenus.update is missing');
  return Promise.resolve(Reflect.apply(update, menus, ['edit-picture', {}])).then(() => '', String);
}

/** Tells a service worker that an update waits, as the browser would. */
function announceUpdate(): void {
  const api: unknown = Reflect.get(globalThis, 'chrome');
  const event: unknown = Reflect.get(Object(Reflect.get(Object(api), 'runtime')), 'onUpdateAvailable');
  const dispatch: unknown = Reflect.get(Object(event), 'dispatch');
  if (typeof dispatch !== 'function') throw new Error('runtime.onUpdateAvailable cannot be dispatched');
  Reflect.apply(dispatch, event, [{ version: '99.0' }]);
}
