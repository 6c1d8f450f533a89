import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builtExtension } from '../support/builds';
import { downloadsSoFar, waitForDownload, waitForTab, type ExtensionBrowser } from '../support/extension-browser';
import {
  clearEverything,
  pickFromPage,
  runTool,
  saveAs,
  shownSize,
  waitForPicker,
  waitForSize,
  type SaveFormat,
} from '../support/journey';
import { bothBrowsers, launch } from '../support/launch';
import { decodeRgb, fileFormat } from '../support/pictures';
import { startSite, type Site } from '../support/site';
import type { Tab } from '../support/tab';
import { testPng } from '../support/test-pictures';
import { until } from '../support/wait';
import { isChromium, isFirefox } from '../support/which';
import { shippedWords } from '../support/words';

const width = 96;
const height = 64;

describe.each(bothBrowsers)('%s', (name) => {
  const words = shippedWords(builtExtension(name));
  let site: Site;
  let browser: ExtensionBrowser;

  beforeAll(async () => {
    site = await startSite();
    site.serve('/picture.png', { body: await testPng(width, height), type: 'image/png' });
    site.servePage('/', '<h1>Page</h1><p><img src="/picture.png" alt="A test picture"></p>');
    browser = await launch(name);
  });

  afterAll(async () => {
    await browser.close();
    await site.close();
  });

  describe('with the mouse', () => {
    let editor: Tab;

    test('a picture of a page is picked and opens in the editor', async () => {
      const page = await browser.openTab(`${site.origin}/`);
      editor = await pickFromPage(browser, words, page);
      await waitForSize(editor, width, height);
    });

    test('it is enlarged', async () => {
      await runTool(editor, words, 'enlarge');
      await waitForSize(editor, width * 2, height * 2);
    });

    test('it is compared with the original, and the split moves', async () => {
      await editor.click('button', words('action_compare'));
      await editor.waitFor('slider', words('compare_slider'));
      await editor.click('slider', words('compare_slider'));
      const before = await splitOf(editor);
      await editor.press('ArrowLeft');
      expect(await splitOf(editor)).toBe(before - 1);
      await editor.click('button', words('action_compare'));
    });

    test('it is undone and redone', async () => {
      await editor.click('button', words('action_undo'));
      await waitForSize(editor, width, height);
      await editor.click('button', words('action_redo'));
      await waitForSize(editor, width * 2, height * 2);
    });

    test.each<[SaveFormat, string]>([
      ['PNG', 'png'],
      ['JPEG', 'jpeg'],
      ['WebP', 'webp'],
    ])('it is saved as %s', async (format, expected) => {
      const file = await saveAs(browser, editor, words, format);
      expect(await fileFormat(file)).toBe(expected);
      expect(await decodeRgb(file)).toMatchObject({ width: width * 2, height: height * 2 });
    });

    test('it is copied', async () => {
      await editor.click('button', words('action_copy'));
      await until('the editor to say so', () =>
        editor.evaluate((said) => document.body.innerText.includes(said), words('copied')),
      );
      // The clipboard of a headless Firefox holds text alone.
      if (!isChromium(browser)) return;
      await browser.context.grantPermissions(['clipboard-read']);
      const types = await editor.evaluate(async () =>
        (await navigator.clipboard.read()).flatMap((item) => [...item.types]),
      );
      expect(types).toContain('image/png');
    });

    test('everything is cleared', async () => {
      await clearEverything(editor, words);
      expect(await shownSize(editor)).toBeUndefined();
      await editor.close();
    });
  });

  test('the whole journey works with the keyboard', async () => {
    const page = await browser.openTab(`${site.origin}/`);
    await startPickerByKey(browser, page);
    await waitForPicker(browser, page);
    await page.press('Tab');
    await page.press('Enter');
    const editor = await waitForTab(browser, (url) => url.startsWith(browser.extensionUrl('editor.html')));
    await editor.focus();
    await waitForSize(editor, width, height);

    await until('the keyboard to reach the tools', async () => {
      await editor.press('Tab');
      return (await focusedTool(editor)) === words('task_enlarge_name');
    });
    await editor.press('ArrowDown');
    expect(await focusedTool(editor)).toBe(words('task_repair_name'));
    await editor.press('Enter');
    await editor.waitFor('heading', words('task_repair_name'));
    await editor.press('ArrowUp');
    await editor.press('Enter');
    await editor.waitFor('heading', words('task_enlarge_name'));

    await editor.press('Control+Enter');
    await waitForSize(editor, width * 2, height * 2);
    await editor.press('c');
    await editor.waitFor('slider', words('compare_slider'));
    await editor.press('c');
    await editor.press('Control+z');
    await waitForSize(editor, width, height);
    await editor.press('Control+Shift+z');
    await waitForSize(editor, width * 2, height * 2);

    const before = downloadsSoFar(browser);
    await editor.press('Control+s');
    await editor.waitFor('dialog', words('action_save'));
    await editor.press('Tab');
    await editor.press('Enter');
    expect(await decodeRgb(await waitForDownload(browser, before))).toMatchObject({ width: width * 2 });
    await editor.close();
  });
});

/**
 * In Firefox the keys of the command; to Chromium's driver the browser's own keys are out of reach, so
 * there the toolbar button is triggered and the keyboard begins in the popup.
 */
async function startPickerByKey(browser: ExtensionBrowser, page: Tab): Promise<void> {
  if (isFirefox(browser)) {
    await browser.pressCommand(page, 'pick-picture');
  } else if (isChromium(browser)) {
    const popup = await browser.openPopup(page);
    await popup.text();
    await popup.press('Tab');
    await popup.press('Enter');
  }
}

/** Name of the tool in the rail that has the focus. */
function focusedTool(editor: Tab): Promise<string | undefined> {
  return editor.evaluate(() => document.activeElement?.closest('[role=radio]')?.textContent);
}

async function splitOf(editor: Tab): Promise<number> {
  return editor.evaluate(() => Number(document.querySelector('[role=slider]')?.getAttribute('aria-valuenow')));
}
