import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { violations } from '../support/axe';
import { builtExtension } from '../support/builds';
import { catalog } from '../../models/catalog/catalog';
import { needsOfModel } from '../../models/catalog/demands';
import { colorSchemes, setColorScheme } from '../support/color-scheme';
import { contrastAlong, contrastBetween } from '../support/contrast';
import { endModelWorker } from '../support/end-worker';
import type { ExtensionBrowser } from '../support/extension-browser';
import { forceColors } from '../support/forced-colors';
import { clickSummary, editorState, openFile, runTool, startTool, waitForSize, waitForState } from '../support/journey';
import { bothBrowsers, launch } from '../support/launch';
import { sidewaysOverflow } from '../support/overflow';
import { decodeRgb } from '../support/pictures';
import { sharedFile } from '../support/shared';
import type { Point, Tab } from '../support/tab';
import { picturesOnDisk } from '../support/test-pictures';
import { openWithTextSize, resetTextSize, usualTextSize } from '../support/text-size';
import { until } from '../support/wait';
import { isChromium } from '../support/which';
import { shippedWords } from '../support/words';

/** The page's title in words; empty while the page is not drawn. */
function heading(tab: Tab): Promise<string> {
  return tab.evaluate(() => document.querySelector('h1')?.textContent ?? '');
}

/** Opens all that is folded away. */
function unfold(tab: Tab): Promise<void> {
  return tab.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true;
  });
}

type Look = (where: string) => Promise<void>;

const wide = { width: 1280, height: 800 };
const narrow = { width: 320, height: 700 };

/** Long enough to be looked at while a tool runs. */
const large = { width: 1200, height: 900 };

describe.each(bothBrowsers)('%s', (name) => {
  const words = shippedWords(builtExtension(name));
  const files = picturesOnDisk({ small: { width: 240, height: 160 }, large });
  const notAPicture = join(dirname(files.path('small')), 'text.png');
  const picture = join(dirname(files.path('small')), 'shot.png');
  let browser: ExtensionBrowser;

  beforeAll(async () => {
    await files.write();
    writeFileSync(notAPicture, 'This is no picture.');
    browser = await launch(name);
  });
  afterAll(async () => {
    await browser.close();
    files.remove();
  });

  async function openDrawn(path: string): Promise<Tab> {
    const tab = await browser.openExtensionPage(path);
    await tab.waitFor('heading', await until('a heading', () => heading(tab)));
    return tab;
  }

  /** The library of models: what is folded away, and the question before a download. */
  async function throughModels(tab: Tab, look: Look): Promise<void> {
    await tab.waitFor('heading', words('storage_title'));
    await until('details', () => tab.evaluate(() => document.querySelector('.model summary') !== null));
    await unfold(tab);
    await look('Models');
    const [offered] = catalog.filter((model) => model.source.kind === 'hub' && !needsOfModel(model).f16);
    if (!offered) throw new Error('no model of the catalog is to be downloaded');
    const download = words('model_action', words('model_download'), offered.name);
    await tab.click('button', download);
    await tab.waitFor('group', words('consent_title', offered.name));
    await look('the question before a download');
    await tab.click('button', words('cancel'));
    await tab.waitFor('button', download);
  }

  /** Every tab of the settings page, with all that can be opened in it. */
  async function throughOptions(options: Tab, look: Look): Promise<void> {
    await look('General');
    await options.click('tab', words('tab_models'));
    await throughModels(options, look);
    await options.click('tab', words('tab_general'));
    // Else nothing is stored and there is nothing to erase.
    await options.click('radio', words('language_en'));
    await options.click('tab', words('tab_privacy'));
    await options.waitFor('heading', words('stored_title'));
    await until('what is stored', () => options.evaluate(() => document.querySelector('summary') !== null));
    await clickSummary(options);
    await unfold(options);
    await look('Privacy');
    await options.click('button', words('stored_erase'));
    await options.waitFor('button', words('cancel'));
    await look('the question before erasing');
    await options.click('button', words('stored_erase'));
    await until('the erased state', () =>
      options.evaluate((said) => document.body.innerText.includes(said), words('stored_erased')),
    );
    await look('erased');
    await options.click('tab', words('tab_about'));
    await options.click('button', words('about_diagnostics_make'));
    await options.waitFor('button', words('about_diagnostics_copy'));
    await look('About');
    await options.click('tab', words('tab_general'));
  }

  /** The editor without a picture, with one, with a result, and with all that opens over it. */
  async function throughEditor(editor: Tab, look: Look): Promise<void> {
    await waitForState(editor, 'empty');
    await look('nothing open');
    await openFile(editor, words, files.path('small'));
    await waitForState(editor, 'ready');
    await look('a picture');
    await runTool(editor, words, 'repair');
    await look('a result');
    for (const [open, dialog] of [
      ['action_save', 'action_save'],
      ['on_this_device', 'on_this_device'],
      ['action_help', 'action_help'],
    ] as const) {
      await editor.click('button', words(open));
      await editor.waitFor('dialog', words(dialog));
      await look(words(dialog));
      await editor.press('Escape');
    }
    await editor.click('button', words('action_models'));
    await editor.waitFor('dialog', words('library_title'));
    await throughModels(editor, look);
    await editor.press('Escape');
    await openFile(editor, words, notAPicture);
    await waitForState(editor, 'error');
    await look('a sentence about a file');
    await editor.click('button', words('dismiss'));
  }

  describe('in neither scheme axe finds anything, nor has anything to be moved sideways at 320 pixels, in', () => {
    const lookAt = (tab: Tab): Look => async (where) => {
      for (const scheme of colorSchemes) {
        await setColorScheme(browser, tab, scheme);
        expect(await violations(tab), `${where}, ${scheme}`).toEqual([]);
      }
      await tab.setViewport(narrow.width, narrow.height);
      expect(await sidewaysOverflow(tab), where).toEqual([]);
      await tab.setViewport(wide.width, wide.height);
    };

    test.each(['popup.html', 'welcome.html'])('%s', async (path) => {
      const tab = await openDrawn(path);
      await lookAt(tab)(path);
      await tab.close();
    });

    test('the tabs of the settings', async () => {
      const options = await openDrawn('options.html');
      await throughOptions(options, lookAt(options));
      await options.close();
    });
  });

  const fits = (tab: Tab): Look => async (where) => expect(await sidewaysOverflow(tab), where).toEqual([]);

  test('at 320 pixels nothing has to be moved sideways in the editor, also with a dialog over it', async () => {
    const editor = await browser.openExtensionPage('editor.html');
    await editor.setViewport(narrow.width, narrow.height);
    await throughEditor(editor, fits(editor));
    await editor.setViewport(wide.width, wide.height);
    await editor.close();
  });

  describe('with text of twice its size nothing has to be moved sideways in', () => {
    afterAll(() => resetTextSize(browser));

    async function openLarge(path: string): Promise<Tab> {
      const tab = await openWithTextSize(browser, path, usualTextSize * 2);
      await tab.waitFor('heading', await until('a heading', () => heading(tab)));
      await tab.setViewport(wide.width, wide.height);
      return tab;
    }

    test.each(['popup.html', 'welcome.html'])('%s', async (path) => {
      const tab = await openLarge(path);
      await fits(tab)(path);
      await tab.close();
    });

    test('the tabs of the settings', async () => {
      const options = await openLarge('options.html');
      await throughOptions(options, fits(options));
      await options.close();
    });

    test('the editor, also with a dialog over it', async () => {
      const editor = await openLarge('editor.html');
      await throughEditor(editor, fits(editor));
      await editor.close();
    });
  });

  // Firefox takes them from the system that it runs on, which may choose colours that hardly differ.
  if (name === 'chromium') describe('with forced colours', () => {
    let editor: Tab;

    beforeAll(async () => {
      editor = await browser.openExtensionPage('editor.html');
      if (isChromium(browser)) await forceColors(browser, editor);
      await openFile(editor, words, files.path('small'));
      await waitForState(editor, 'ready');
      await runTool(editor, words, 'repair');
      await editor.click('button', words('action_compare'));
      await editor.waitFor('slider', words('compare_slider'));
      // The mouse leaves what it would mark.
      const { x, y } = await editor.evaluate(() => ({ x: innerWidth / 2, y: innerHeight - 5 }));
      await editor.clickAt(x, y);
    });
    afterAll(() => editor.close());

    test.each(colorSchemes)('what is used most stands out, and what is chosen, in %s', async (scheme) => {
      await setColorScheme(browser, editor, scheme);
      await editor.screenshot(picture);
      const shot = await decodeRgb(picture);
      for (const selector of ['.run-control__button', '.number__thumb', '.compare__grip', '.tool[data-selected]']) {
        for (const [outside, inside] of await edgesOf(editor, selector)) {
          const where = `${selector} at ${JSON.stringify(outside)}`;
          expect(contrastAlong(shot, outside, inside), where).toBeGreaterThanOrEqual(3);
        }
      }
      const [[, chosen]] = await edgesOf(editor, '.tool[data-selected]');
      const [[, other]] = await edgesOf(editor, '.tool:not([data-selected])');
      expect(contrastBetween(shot, chosen, other)).toBeGreaterThanOrEqual(3);
      const { left, right, top, bottom } = await boxOf(editor, '.tool[data-selected] span');
      const middle = (top + bottom) / 2;
      const word = contrastAlong(shot, { x: left, y: middle }, { x: right, y: middle });
      expect(word).toBeGreaterThanOrEqual(4.5);
    });
  });

  describe.each(colorSchemes)('in %s, axe finds nothing in the editor', (scheme) => {
    let editor: Tab;

    beforeAll(async () => {
      editor = await browser.openExtensionPage('editor.html');
      await setColorScheme(browser, editor, scheme);
    });
    afterAll(() => editor.close());

    test('with nothing open', async () => {
      await waitForState(editor, 'empty');
      expect(await violations(editor)).toEqual([]);
    });

    test('with a sentence about a file, and nothing open', async () => {
      await openFile(editor, words, notAPicture);
      await waitForState(editor, 'error');
      expect(await violations(editor)).toEqual([]);
    });

    test('with a picture', async () => {
      await openFile(editor, words, files.path('small'));
      await waitForState(editor, 'ready');
      expect(await violations(editor)).toEqual([]);
    });

    test('with a sentence about a file, beside the picture', async () => {
      await openFile(editor, words, notAPicture);
      await waitForState(editor, 'error');
      expect(await violations(editor)).toEqual([]);
      await editor.click('button', words('dismiss'));
    });

    test('with a result, and the compare slider over it', async () => {
      await runTool(editor, words, 'repair');
      expect(await violations(editor)).toEqual([]);
      await editor.click('button', words('action_compare'));
      await editor.waitFor('slider', words('compare_slider'));
      expect(await violations(editor)).toEqual([]);
      await editor.click('button', words('action_compare'));
    });

    test.each(['PNG', 'JPEG'])('with what Save asks about %s', async (format) => {
      await editor.click('button', words('action_save'));
      await editor.waitFor('dialog', words('action_save'));
      await editor.click('radio', format);
      expect(await violations(editor)).toEqual([]);
      await editor.press('Escape');
    });

    test('with what the shield tells, and with the list of keys', async () => {
      await editor.click('button', words('on_this_device'));
      await editor.waitFor('dialog', words('on_this_device'));
      expect(await violations(editor)).toEqual([]);
      await editor.press('Escape');
      await editor.click('button', words('action_help'));
      await editor.waitFor('dialog', words('action_help'));
      expect(await violations(editor)).toEqual([]);
      await editor.press('Escape');
    });

    test('while a tool runs, and with a sentence about its end', async () => {
      await openFile(editor, words, files.path('large'));
      await waitForSize(editor, large.width, large.height);
      await startTool(editor, words, 'enlarge');
      await waitForState(editor, 'running');
      expect(await violations(editor)).toEqual([]);
      // Else something else was looked at.
      expect(await editorState(editor)).toBe('running');
      await endModelWorker(browser);
      await waitForState(editor, 'error');
      expect(await violations(editor)).toEqual([]);
    });
  });
});

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

function boxOf(tab: Tab, selector: string): Promise<Box> {
  return tab.evaluate((wanted) => {
    const box = document.querySelector(wanted)?.getBoundingClientRect();
    if (!box) throw new Error(`Nothing matches ${wanted}`);
    return { left: box.left, right: box.right, top: box.top, bottom: box.bottom };
  }, selector);
}

/** A point just outside of one side of an element and one just inside, at the middle of the side. */
type Edge = readonly [Point, Point];

/** The edges of an element, the left one first. */
async function edgesOf(tab: Tab, selector: string): Promise<readonly [Edge, Edge, Edge, Edge]> {
  const { left, right, top, bottom } = await boxOf(tab, selector);
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  return [
    [{ x: left - 3, y }, { x: left + 6, y }],
    [{ x: right + 2, y }, { x: right - 7, y }],
    [{ x, y: top - 3 }, { x, y: top + 6 }],
    [{ x, y: bottom + 2 }, { x, y: bottom - 7 }],
  ];
}

describe('in Turkish', () => {
  test.each(bothBrowsers)('%s: the whole interface speaks Turkish', async (name) => {
    const words = shippedWords(builtExtension(name), 'tr');
    const browser = await launch(name, { language: 'tr' });
    try {
      const editor = await browser.openExtensionPage('editor.html');
      await editor.waitFor('button', words('action_choose'));
      expect(await editor.evaluate(() => document.documentElement.lang)).toBe('tr');
      await editor.chooseFiles('button', words('action_choose'), [sharedFile('images/coffee_600x400.png')]);
      await waitForState(editor, 'ready');
      await editor.waitFor('button', words('task_enlarge_name'));
      const english = shippedWords(builtExtension(name), 'en');
      const text = await editor.evaluate(() => document.body.innerText);
      expect(text).not.toContain(english('task_enlarge_description'));
      expect(text).toContain(words('task_enlarge_description'));
    } finally {
      await browser.close();
    }
  });
});
