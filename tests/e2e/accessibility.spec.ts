import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builtExtension } from '../support/builds';
import type { ExtensionBrowser } from '../support/extension-browser';
import { runTool, waitForState } from '../support/journey';
import { bothBrowsers, launch } from '../support/launch';
import type { Tab } from '../support/tab';
import { sharedFile } from '../support/shared';
import { shippedWords } from '../support/words';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

declare const axe: { run(context: Document): Promise<AxeResults> };

/** What axe finds, short enough to read in a failed test. */
async function violations(tab: Tab): Promise<string[]> {
  await tab.run(axeSource);
  return tab.evaluate(async () => {
    const { violations: found } = await axe.run(document);
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
  });
}

function sidewaysOverflow(tab: Tab): Promise<number> {
  return tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

const pages = ['popup.html', 'editor.html', 'options.html', 'welcome.html'];

describe.each(bothBrowsers)('%s', (name) => {
  const words = shippedWords(builtExtension(name));
  let browser: ExtensionBrowser;

  beforeAll(async () => {
    browser = await launch(name);
  });
  afterAll(() => browser.close());

  test.each(pages)('axe finds nothing in %s, nor does it overflow at 320 pixels', async (path) => {
    const tab = await browser.openExtensionPage(path);
    await tab.waitFor('heading', await tab.evaluate(() => document.querySelector('h1')?.textContent ?? ''));
    expect(await violations(tab)).toEqual([]);
    await tab.setViewport(320, 700);
    expect(await sidewaysOverflow(tab)).toBeLessThanOrEqual(0);
    await tab.setViewport(1280, 800);
    await tab.close();
  });

  test('axe finds nothing in the editor with a picture, its compare slider and its dialogs', async () => {
    const editor = await browser.openExtensionPage('editor.html');
    await editor.chooseFiles('button', words('action_choose'), [sharedFile('images/coffee_600x400.png')]);
    await waitForState(editor, 'ready');
    expect(await violations(editor)).toEqual([]);
    await runTool(editor, words, 'repair', 100_000);
    await editor.click('button', words('action_save'));
    await editor.waitFor('dialog', words('action_save'));
    expect(await violations(editor)).toEqual([]);
    await editor.press('Escape');
    await editor.click('button', words('on_this_device'));
    expect(await violations(editor)).toEqual([]);
    await editor.press('Escape');
    await editor.close();
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
