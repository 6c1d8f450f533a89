import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { builtExtension } from '../support/builds';
import type { ExtensionBrowser } from '../support/extension-browser';
import { failureCode, openFile, runTool, saveAs, waitForState } from '../support/journey';
import { bothBrowsers, launch } from '../support/launch';
import type { Tab } from '../support/tab';
import { picturesOnDisk } from '../support/test-pictures';
import { until } from '../support/wait';
import { shippedWords } from '../support/words';

/** What the keyboard does in the editor besides the journey, and where it is afterwards. */
describe.each(bothBrowsers)('%s', (name) => {
  const words = shippedWords(builtExtension(name));
  const files = picturesOnDisk({
    first: { width: 60, height: 40 },
    second: { width: 44, height: 66 },
    // Takes long enough to be seen running.
    large: { width: 900, height: 600 },
  });
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

  /** Accessible name of what has the focus. */
  const focused = (): Promise<string> =>
    editor.evaluate(() => {
      const element = document.activeElement;
      return element?.getAttribute('aria-label') ?? element?.textContent ?? '';
    });

  test('the key to save does nothing where nothing can be saved, also later', async () => {
    await editor.press('Control+s');
    await openFile(editor, words, files.path('first'));
    await waitForState(editor, 'ready');
    await editor.press('Control+s');
    await runTool(editor, words, 'repair', 100_000);
    expect(await editor.shows('dialog', words('action_save'))).toBe(false);
    await editor.press('Control+s');
    await editor.waitFor('dialog', words('action_save'));
    // Nothing runs underneath.
    await editor.press('Escape');
    await editor.press('?');
    await editor.waitFor('dialog', words('action_help'));
    await editor.press('Control+Enter');
    await editor.press('Escape');
    expect(await editor.evaluate(() => document.querySelectorAll('.strip__list--results li').length)).toBe(2);
  });

  test('a run by key takes what the field says', async () => {
    await openFile(editor, words, files.path('large'));
    await waitForState(editor, 'ready');
    await editor.click('radio', words('task_repair_name'));
    const field = 'input.number__input';
    const help = await editor.evaluate((selector) => {
      const input = document.querySelector<HTMLInputElement>(selector);
      input?.focus();
      input?.select();
      return document.getElementById(input?.getAttribute('aria-describedby') ?? '')?.textContent;
    }, field);
    expect(help).toBeTruthy();
    await editor.type('35');
    await editor.press('Control+Enter');
    await until('the run', () => editor.evaluate(() => document.querySelector('.run-control__button--busy') !== null));
    const value = () => editor.evaluate((selector) => document.querySelector<HTMLInputElement>(selector)?.value, field);
    expect(await value()).toContain('35');
    expect(await focused()).toBe(words('cancel'));
    await editor.press('Escape');
    await waitForState(editor, 'ready');
    expect(await editor.evaluate(() => document.querySelector<HTMLInputElement>('input[type=range]')?.value)).toBe('35');
  });

  test('the original is let go of by the key that showed it, whatever that types by then', async () => {
    await openFile(editor, words, files.path('first'));
    await runTool(editor, words, 'repair', 100_000);
    const key = (type: string, typed: string, code: string) =>
      editor.evaluate(
        (...[kind, typedKey, place]) =>
          void document.body.dispatchEvent(new KeyboardEvent(kind, { key: typedKey, code: place, bubbles: true })),
        type,
        typed,
        code,
      );
    const held = () => editor.evaluate(() => document.querySelector('.stage__badge') !== null);
    await key('keydown', '\\', 'Minus');
    await until('the original', held);
    await key('keyup', 'AltGraph', 'AltRight');
    expect(await held()).toBe(true);
    await key('keyup', '*', 'Minus');
    await until('the result', async () => !(await held()));
  });

  test('a double click on a choice chooses it, and nothing else', async () => {
    await openFile(editor, words, files.path('first'));
    await waitForState(editor, 'ready');
    await editor.click('radio', '×4');
    await editor.evaluate(() => {
      const chosen = document.querySelector('.choice__item[data-selected]');
      chosen?.dispatchEvent(new MouseEvent('dblclick', { bubbles: true }));
    });
    const chosen = () => editor.evaluate(() => document.querySelector('.choice__item[data-selected]')?.textContent);
    expect(await chosen()).toBe('×4');
  });

  test('the question before clearing waits on Cancel, and what was saved is let go of with the rest', async () => {
    await openFile(editor, words, files.path('first'));
    await runTool(editor, words, 'repair', 100_000);
    await editor.evaluate(() => {
      const made: string[] = [];
      const make = URL.createObjectURL.bind(URL);
      URL.createObjectURL = (blob: Blob) => {
        const url = make(blob);
        made.push(url);
        return url;
      };
      Object.assign(window, { urlsMade: made });
    });
    const readable = () =>
      editor.evaluate(async () => {
        const made = 'urlsMade' in window && Array.isArray(window.urlsMade) ? window.urlsMade.map(String) : [];
        const answers = await Promise.allSettled(made.map((url) => fetch(url)));
        return answers.map(({ status }) => status === 'fulfilled');
      });
    await saveAs(browser, editor, words, 'PNG');
    expect(await readable()).toEqual([true]);
    await runTool(editor, words, 'repair', 100_000);
    await editor.click('button', words('on_this_device'));
    await editor.click('button', words('action_clear'));
    await until('the focus on Cancel', async () => (await focused()) === words('cancel'));
    await editor.click('button', words('clear_anyway'));
    await waitForState(editor, 'empty');
    expect((await readable()).filter(Boolean)).toEqual([]);
  });

  test('beside a picture, a file that cannot be opened offers to choose another', async () => {
    await openFile(editor, words, files.path('first'));
    await waitForState(editor, 'ready');
    await editor.evaluate(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['no picture'], 'text.png', { type: 'image/png' }));
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
    });
    await waitForState(editor, 'error');
    await editor.chooseFiles('button', words('choose_another'), [files.path('second')]);
    await until('the other one', () => editor.evaluate(() => document.querySelectorAll('.strip__close').length === 2));
  });

  test('side by side, both show the same part, and zooming over one zooms both', async () => {
    await openFile(editor, words, files.path('first'));
    await runTool(editor, words, 'enlarge', 100_000);
    await editor.press('b');
    // A size of its own, which is not fitted anew while the panes find their place.
    await editor.press('1');
    const boxes = () =>
      editor.evaluate(() =>
        [...document.querySelectorAll<HTMLImageElement>('img.stage__picture')].map((picture) => {
          const { x, y, width, height } = picture.getBoundingClientRect();
          const pane = picture.closest('.stage')?.getBoundingClientRect();
          return { x: x - (pane?.x ?? NaN), y: y - (pane?.y ?? NaN), width, height, left: pane?.x ?? NaN, pixels: picture.naturalWidth };
        }),
      );
    const both = await until('both pictures', async () => {
      const [before, after] = await boxes();
      return before?.width === 120 && before.pixels > 0 && after && after.pixels > 0 ? { before, after } : undefined;
    });
    expect([both.before.pixels, both.after.pixels]).toEqual([60, 120]);
    expect(both.after.left).toBeGreaterThan(both.before.left + both.before.width);
    await editor.wheel({ x: both.before.left + 40, y: 300 }, { x: 0, y: -200 });
    const zoomed = await until('the zoom', async () => {
      const [before, after] = await boxes();
      return before && after && before.width > both.before.width ? { before, after } : undefined;
    });
    const placeOf = ({ x, y, width, height }: typeof zoomed.before) => [x, y, width, height].map(Math.round);
    expect(placeOf(zoomed.after)).toEqual(placeOf(zoomed.before));
    await editor.press('b');
    await editor.waitFor('slider', words('compare_slider'));
  });

  test('a link that is dropped is refused in words, and the editor stays', async () => {
    const taken = await editor.evaluate(() => {
      const transfer = new DataTransfer();
      transfer.setData('text/uri-list', 'https://example.com/');
      return ['dragover', 'drop'].map(
        (type) =>
          !document.body.dispatchEvent(
            new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }),
          ),
      );
    });
    expect(taken).toEqual([true, true]);
    await until('the sentence', async () => (await failureCode(editor)) === 'drop-empty');
    await editor.click('button', words('dismiss'));
    await until('the focus to go on', async () => (await focused()) === words('action_choose'));
  });

  test('the focus goes to the picture beside the one that is closed, and then home', async () => {
    await editor.chooseFiles('button', words('action_choose'), [files.path('first'), files.path('second')]);
    const close = (which: string) => words('close_picture', which);
    await until('both', () => editor.evaluate(() => document.querySelectorAll('.strip__close').length === 2));
    const focusAndPress = async (label: string): Promise<void> => {
      await editor.evaluate((wanted) => document.querySelector<HTMLElement>(`[aria-label="${wanted}"]`)?.focus(), label);
      await editor.press('Enter');
    };
    await focusAndPress(close('first'));
    await until('the neighbour', async () => (await focused()) === 'second');
    await focusAndPress(close('second'));
    await until('the way in', async () => (await focused()) === words('action_choose'));
  });
});
