import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { AxeResults } from 'axe-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builtExtension } from '../support/builds';
import { colorSchemes, setColorScheme } from '../support/color-scheme';
import { endModelWorker } from '../support/end-worker';
import type { ExtensionBrowser } from '../support/extension-browser';
import { editorState, openFile, runTool, startTool, waitForSize, waitForState } from '../support/journey';
import { bothBrowsers, launch } from '../support/launch';
import type { Tab } from '../support/tab';
import { sharedFile } from '../support/shared';
import { picturesOnDisk } from '../support/test-pictures';
import { until } from '../support/wait';
import { shippedWords } from '../support/words';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

declare const axe: { run(context: Document): Promise<AxeResults> };

/** What axe finds, short enough to read in a failed test. */
async function violations(tab: Tab): Promise<string[]> {
  await tab.run(axeSource);
  return tab.evaluate(async () => {
    // Half way between two colours the contrast is that of neither.
    await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
    const { violations: found } = await axe.run(document);
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
  });
}

/** The page's title in words; empty while the page is not drawn. */
function heading(tab: Tab): Promise<string> {
  return tab.evaluate(() => document.querySelector('h1')?.textContent ?? '');
}

function sidewaysOverflow(tab: Tab): Promise<number> {
  return tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

const pages = ['popup.html', 'editor.html', 'options.html', 'welcome.html'];

/** Long enough to be looked at while a tool runs. */
const large = { width: 1200, height: 900 };

describe.each(bothBrowsers)('%s', (name) => {
  const words = shippedWords(builtExtension(name));
  const files = picturesOnDisk({ small: { width: 240, height: 160 }, large });
  const notAPicture = join(dirname(files.path('small')), 'text.png');
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

  test.each(pages)('axe finds nothing in %s, nor does it overflow at 320 pixels', async (path) => {
    const tab = await browser.openExtensionPage(path);
    await tab.waitFor('heading', await until('a heading', () => heading(tab)));
    expect(await violations(tab)).toEqual([]);
    await tab.setViewport(320, 700);
    expect(await sidewaysOverflow(tab)).toBeLessThanOrEqual(0);
    await tab.setViewport(1280, 800);
    await tab.close();
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
