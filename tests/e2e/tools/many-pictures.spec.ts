import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { builtExtension } from '../../support/builds';
import { downloadsSoFar, waitForDownload, type ExtensionBrowser } from '../../support/extension-browser';
import { runTool, waitForState } from '../../support/journey';
import { bothBrowsers, launch } from '../../support/launch';
import type { Tab } from '../../support/tab';
import { testPng } from '../../support/test-pictures';
import { until } from '../../support/wait';
import { shippedWords } from '../../support/words';

const patience = 120_000;
const sides = [48, 64, 80];

describe.each(bothBrowsers)('%s', (name) => {
  const words = shippedWords(builtExtension(name));
  const folder = mkdtempSync(join(tmpdir(), 'imaginex-many-'));
  const files = sides.map((side) => join(folder, `picture-${side}.png`));
  let browser: ExtensionBrowser;
  let editor: Tab;

  beforeAll(async () => {
    for (const [index, side] of sides.entries()) writeFileSync(files[index] ?? '', await testPng(side, 40));
    browser = await launch(name);
  }, patience);
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(async () => {
    editor = await browser.openExtensionPage('editor.html');
    await editor.waitFor('button', words('action_choose'));
    await editor.chooseFiles('button', words('action_choose'), files);
    await until('all pictures', async () => (await count('.strip__close')) === sides.length);
    await waitForState(editor, 'ready');
  });
  afterEach(() => editor.close());

  const count = (selector: string): Promise<number> => editor.evaluate((wanted) => document.querySelectorAll(wanted).length, selector);
  const says = (text: string): Promise<unknown> =>
    until(`"${text}"`, () => editor.evaluate((wanted) => document.querySelector('.tool-panel')?.textContent.includes(wanted), text), patience);

  test('one tool works on all of them, and all are saved as one archive', async () => {
    await editor.click('radio', words('task_enlarge_name'));
    await editor.click('button', words('batch_run', '3'));
    await says(words('batch_done', '3'));
    await waitForState(editor, 'ready');
    const before = downloadsSoFar(browser);
    await editor.click('button', words('action_save'));
    await editor.click('switch', words('save_all', '3'));
    // In the dialog; the one in the bar has the same name.
    await editor.press('Tab');
    await editor.evaluate(() => document.querySelector<HTMLFormElement>('.dialog__form')?.requestSubmit());
    const archive = unzipSync(readFileSync(await waitForDownload(browser, before)));
    const sizes = await Promise.all(Object.values(archive).map(async (png) => (await sharp(png).metadata()).width));
    expect(sizes.toSorted((a, b) => a - b)).toEqual(sides.map((side) => 2 * side));
  }, patience);

  test('the steps of one picture are done to the others', async () => {
    await runTool(editor, words, 'repair', patience);
    await editor.click('button', words('batch_repeat', words('task_repair_name')));
    await says(words('batch_done', '2'));
  }, patience);
});
