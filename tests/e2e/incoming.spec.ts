import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { builtExtension } from '../support/builds';
import type { ExtensionBrowser } from '../support/extension-browser';
import { asksBeforeLosing, openFile, runTool, saveAs, waitForSize, waitForState } from '../support/journey';
import { bothBrowsers, launch } from '../support/launch';
import type { Tab } from '../support/tab';
import { picturesOnDisk } from '../support/test-pictures';
import { until } from '../support/wait';
import { isChromium } from '../support/which';
import { shippedWords } from '../support/words';

const first = { width: 60, height: 40 };
const second = { width: 44, height: 66 };

/** How pictures get into the editor besides the picker, and what keeps them from getting lost. */
describe.each(bothBrowsers)('%s', (name) => {
  const words = shippedWords(builtExtension(name));
  const files = picturesOnDisk({ first, second });
  let browser: ExtensionBrowser;
  let editor: Tab;

  beforeAll(async () => {
    await files.write();
    browser = await launch(name);
  });
  afterAll(async () => {
    await browser.close();
    files.remove();
  });
  beforeEach(async () => {
    editor = await browser.openExtensionPage('editor.html');
    await waitForState(editor, 'empty');
  });
  afterEach(() => editor.close());

  /** Names of the pictures in the strip. */
  const strip = (): Promise<string[]> =>
    editor.evaluate(() =>
      [...document.querySelectorAll('.strip__list:first-child .strip__button')].map(
        (button) => button.getAttribute('aria-label') ?? '',
      ),
    );

  test('several files become a strip, and each can be looked at', async () => {
    await editor.chooseFiles('button', words('action_choose'), [files.path('first'), files.path('second')]);
    await until('both pictures', async () => (await strip()).length === 2);
    expect(await strip()).toEqual(['first', 'second']);
    await editor.click('button', 'first');
    await waitForSize(editor, first.width, first.height);
    await editor.click('button', 'second');
    await waitForSize(editor, second.width, second.height);
  });

  test('what was copied can be pasted', async () => {
    await openFile(editor, words, files.path('first'));
    await runTool(editor, words, 'enlarge');
    await editor.click('button', words('action_copy'));
    await until('the word that it is copied', () =>
      editor.evaluate(() => document.querySelector('.editor__copied')?.textContent),
    );
    if (isChromium(browser)) await editor.press('Control+v');
    else await pasteUntrusted(editor);
    await until('the pasted picture', async () => (await strip()).length === 2);
    await waitForSize(editor, first.width * 2, first.height * 2);
  });

  test('dropped files are opened', async () => {
    const bytes = readFileSync(files.path('second')).toString('base64');
    await editor.evaluate((text) => {
      const transfer = new DataTransfer();
      const data = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
      transfer.items.add(new File([data], 'dropped.png', { type: 'image/png' }));
      for (const type of ['dragover', 'drop']) {
        document.body.dispatchEvent(
          new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }),
        );
      }
    }, bytes);
    await waitForSize(editor, second.width, second.height);
    expect(await strip()).toEqual(['dropped']);
  });

  test('leaving is asked about while a result is not saved, and only then', async () => {
    expect(await asksBeforeLosing(editor)).toBe(false);
    await openFile(editor, words, files.path('first'));
    await waitForState(editor, 'ready');
    expect(await asksBeforeLosing(editor)).toBe(false);
    await runTool(editor, words, 'enlarge');
    expect(await asksBeforeLosing(editor)).toBe(true);
    await editor.click('button', words('action_undo'));
    expect(await asksBeforeLosing(editor)).toBe(true);
    await editor.click('button', words('action_redo'));
    await saveAs(browser, editor, words);
    await until('the leave to be free', async () => !(await asksBeforeLosing(editor)));
  });

  test('closing a picture asks only when that would lose a result', async () => {
    await editor.chooseFiles('button', words('action_choose'), [files.path('first'), files.path('second')]);
    await until('both pictures', async () => (await strip()).length === 2);
    await editor.click('button', 'first');
    await runTool(editor, words, 'enlarge');
    await editor.click('button', words('close_picture', 'second'));
    await until('one picture', async () => (await strip()).length === 1);
    await editor.click('button', words('close_picture', 'first'));
    await editor.waitFor('alertdialog', words('close_picture', 'first'));
    await editor.click('button', words('cancel'));
    expect(await strip()).toEqual(['first']);
    await editor.click('button', words('close_picture', 'first'));
    await editor.click('button', words('close_anyway'));
    await waitForState(editor, 'empty');
  });

  test('the browser does not drop the tab while a picture is open', async () => {
    // Firefox has no such mark: it never drops a tab that asks before it is left.
    if (!isChromium(browser)) return;
    const discardable = (): Promise<boolean> =>
      editor.evaluate(async () => {
        const api: unknown = Reflect.get(globalThis, 'chrome');
        const tabs: unknown = Reflect.get(Object(api), 'tabs');
        const getCurrent: unknown = Reflect.get(Object(tabs), 'getCurrent');
        if (typeof getCurrent !== 'function') throw new Error('tabs.getCurrent is missing');
        return Boolean(Reflect.get(Object(await Reflect.apply(getCurrent, tabs, [])), 'autoDiscardable'));
      });
    expect(await discardable()).toBe(true);
    await openFile(editor, words, files.path('first'));
    await until('the mark', async () => !(await discardable()));
  });
});

/** The clipboard of a headless Firefox holds text alone, so the event brings what is shown. */
async function pasteUntrusted(editor: Tab): Promise<void> {
  await editor.evaluate(async () => {
    const picture = document.querySelector<HTMLImageElement>('img.stage__picture');
    if (!picture) throw new Error('No picture');
    const canvas = new OffscreenCanvas(picture.naturalWidth, picture.naturalHeight);
    canvas.getContext('2d')?.drawImage(picture, 0, 0);
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([await canvas.convertToBlob()], 'image.png', { type: 'image/png' }));
    const event = new ClipboardEvent('paste', { bubbles: true, cancelable: true });
    // Firefox gives an event that a page makes a clipboard of its own.
    Object.defineProperty(event, 'clipboardData', { value: clipboardData });
    document.body.dispatchEvent(event);
  });
}
