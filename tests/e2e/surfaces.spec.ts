import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sampleFiles, sampleName } from '../../components/samples';
import { builtExtension } from '../support/builds';
import { allowClipboard, clipboardText, copyPicture, copyText } from '../support/clipboard';
import { downloadsSoFar, waitForDownload, waitForTab, type ExtensionBrowser } from '../support/extension-browser';
import { clickSummary, failureCode, waitForSize, waitForState } from '../support/journey';
import { bothBrowsers, launch } from '../support/launch';
import { decodeRgb } from '../support/pictures';
import { storedNow } from '../support/private-windows';
import type { Tab } from '../support/tab';
import { testPng } from '../support/test-pictures';
import { until } from '../support/wait';
import { isFirefox } from '../support/which';
import { shippedWords } from '../support/words';

const copied = { width: 60, height: 40 };

/** The pages around the editor, and what stands in the editor before and beside the picture. */
describe.each(bothBrowsers)('%s', (name) => {
  const words = shippedWords(builtExtension(name));
  let browser: ExtensionBrowser;
  let png: Uint8Array;

  beforeAll(async () => {
    png = await testPng(copied.width, copied.height);
    browser = await launch(name);
    await allowClipboard(browser);
  });
  afterAll(() => browser.close());

  const shownText = (tab: Tab): Promise<string> => tab.evaluate(() => document.body.innerText);

  async function waitForText(tab: Tab, text: string): Promise<void> {
    await until(`"${text}"`, async () => (await shownText(tab)).includes(text));
  }

  const openEditor = (): Promise<Tab> =>
    waitForTab(browser, (url) => url.startsWith(browser.extensionUrl('editor.html')));

  describe('pasting', () => {
    test('the popup brings the picture of the clipboard into the editor', async () => {
      const page = await browser.openExtensionPage('welcome.html');
      if (isFirefox(browser)) {
        // Firefox asks nobody for a popup, so the button says which keys paste instead.
        const popup = await browser.openPopup(page);
        await popup.click(words('popup_paste'));
        const sentence = words('error_clipboard_refused', 'Ctrl+V');
        await until('the sentence', async () => (await popup.text()).includes(sentence));
        await popup.paste(png);
      } else {
        await copyPicture(page, png);
        const popup = await browser.openPopup(page);
        await popup.click(words('popup_paste'));
      }
      const editor = await openEditor();
      await waitForSize(editor, copied.width, copied.height);
      await editor.close();
      await page.close();
    });

    test('the editor opens the picture of the clipboard', async () => {
      const editor = await browser.openExtensionPage('editor.html');
      await waitForState(editor, 'empty');
      await copyText(browser, editor, 'no picture');
      await editor.click('button', words('action_paste'));
      if (isFirefox(browser)) await browser.allowPaste();
      await until('the sentence', async () => (await failureCode(editor)) === 'clipboard-empty');
      if (!isFirefox(browser)) {
        await copyPicture(editor, png);
        await editor.click('button', words('action_paste'));
        await waitForSize(editor, copied.width, copied.height);
      }
      await editor.close();
    });
  });

  describe('the settings', () => {
    let options: Tab;

    beforeAll(async () => {
      options = await browser.openExtensionPage('options.html');
    });
    afterAll(() => options.close());

    const isChosen = (label: string): Promise<boolean> =>
      options.evaluate(
        (wanted) =>
          [...document.querySelectorAll('label')].some(
            (one) => one.textContent.trim() === wanted && one.querySelector('input')?.checked === true,
          ),
        label,
      );

    test('what was set is listed as it is stored, and a copy of it is saved when asked', async () => {
      await options.click('tab', words('tab_privacy'));
      await waitForText(options, words('stored_none'));
      await options.click('tab', words('tab_general'));
      await options.click('radio', words('backend_choice_wasm'));
      await until('the setting to be stored', async () => (await storedNow(browser)).includes('"wasm"'));
      await options.click('tab', words('tab_privacy'));
      await waitForText(options, words('stored_settings'));
      expect(await shownText(options)).not.toContain('"wasm"');
      await clickSummary(options);
      await waitForText(options, '"backend": "wasm"');

      const before = downloadsSoFar(browser);
      expect(before.size).toBe(0);
      await options.click('button', words('stored_export'));
      const copy: unknown = JSON.parse(readFileSync(await waitForDownload(browser, before), 'utf8'));
      expect(copy).toEqual(JSON.parse(await storedNow(browser)));
    });

    test('it is erased when that was asked twice, and not before', async () => {
      await options.click('button', words('stored_erase'));
      await waitForText(options, words('stored_erase_really'));
      await options.click('button', words('cancel'));
      expect(await storedNow(browser)).toContain('"wasm"');
      await options.click('button', words('stored_erase'));
      await waitForText(options, words('stored_erase_really'));
      await options.click('button', words('stored_erase'));
      await waitForText(options, words('stored_erased'));
      await waitForText(options, words('stored_none'));
      expect(await shownText(options)).not.toContain(words('stored_settings'));
      expect(await storedNow(browser)).toBe('{}');
      await options.click('tab', words('tab_general'));
      expect(await isChosen(words('backend_choice_wasm'))).toBe(false);
      expect(await isChosen(words('backend_choice_auto'))).toBe(true);
    });

    test('diagnostics are made when asked, and copied when asked', async () => {
      await copyText(browser, options, 'from before');
      await options.click('tab', words('tab_about'));
      await waitForText(options, words('about_diagnostics_help'));
      expect(await shownText(options)).not.toContain('Backend:');
      await options.click('button', words('about_diagnostics_make'));
      await waitForText(options, 'Backend: wasm');
      const text = await options.evaluate(() => document.querySelector('pre')?.textContent);
      expect(await clipboardText(browser, options)).toBe('from before');
      await options.click('button', words('about_diagnostics_copy'));
      await waitForText(options, words('copied'));
      expect(await clipboardText(browser, options)).toBe(text);
    });
  });

  test.each(sampleName.options)('the sample "%s" opens from both places, and the shield counts it', async (sample) => {
    const file = join(builtExtension(name), sampleFiles[sample]);
    const { width, height } = await decodeRgb(file);
    const kilobytes = Math.round(statSync(file).size / 1000);
    const label = words(`sample_${sample}`);
    const tab = await browser.openExtensionPage('welcome.html');
    await tab.click('link', label);
    await waitForSize(tab, width, height);
    expect(await tab.url()).toBe(browser.extensionUrl('editor.html'));
    await tab.click('button', words('on_this_device'));
    await tab.waitFor('dialog', words('on_this_device'));
    expect(await shieldFacts(tab)).toEqual([`1 · ${kilobytes} kB`, '0']);
    await tab.click('button', words('action_clear'));
    await waitForState(tab, 'empty');
    expect(await shieldFacts(tab)).toEqual(['0 · 0 byte', '0']);
    await tab.press('Escape');

    await tab.click('button', label);
    await waitForSize(tab, width, height);
    await tab.close();
  });

  /** What the open shield says of pictures and of requests. */
  function shieldFacts(editor: Tab): Promise<string[]> {
    return editor.evaluate(() =>
      ['pictures', 'requests'].map((fact) => document.querySelector(`[data-testid="shield-${fact}"]`)?.textContent ?? ''),
    );
  }
});
