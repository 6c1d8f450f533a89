import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { builtExtension } from '../../support/builds';
import type { ExtensionBrowser } from '../../support/extension-browser';
import { middleOf, openFile, runTool, saveAs, waitForSize } from '../../support/journey';
import { bothBrowsers, launch } from '../../support/launch';
import type { Tab } from '../../support/tab';
import { until } from '../../support/wait';
import { shippedWords } from '../../support/words';

const patience = 120_000;
const picture = { width: 400, height: 300 };

/** What lies in the middle of a plain ground, and is to go. */
const thing = { left: 180, top: 130, width: 40, height: 40 };
const ground = [40, 110, 180];

describe.each(bothBrowsers)('%s', (name) => {
  const words = shippedWords(builtExtension(name));
  const folder = mkdtempSync(join(tmpdir(), 'imaginex-erase-'));
  const file = join(folder, 'picture.png');
  let browser: ExtensionBrowser;
  let editor: Tab;

  beforeAll(async () => {
    const [r = 0, g = 0, b = 0] = ground;
    const red = await sharp({ create: { width: thing.width, height: thing.height, channels: 3, background: { r: 220, g: 30, b: 20 } } }).png().toBuffer();
    await sharp({ create: { ...picture, channels: 3, background: { r, g, b } } }).composite([{ input: red, left: thing.left, top: thing.top }]).png().toFile(file);
    browser = await launch(name);
  }, patience);
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(async () => {
    editor = await browser.openExtensionPage('editor.html');
    await openFile(editor, words, file);
    await waitForSize(editor, picture.width, picture.height);
  });
  afterEach(() => editor.close());

  const marks = (): Promise<string | undefined> =>
    editor.evaluate(() => document.querySelector<HTMLElement>('[data-testid="mask"]')?.dataset.shapes);

  const choose = (tool: string): Promise<void> => editor.click('radio', words(`task_${tool}_name`));

  test('what is painted over goes, with nothing downloaded, and all else stays to the bit', async () => {
    await choose('erase');
    const { x, y } = await middleOf(editor, '.stage__frame');
    // A box with room around the thing, in pixels of the screen.
    await editor.click('radio', words('mask_rectangle'));
    const scale = await editor.evaluate((width) => (document.querySelector('.stage__frame')?.getBoundingClientRect().width ?? 0) / width, picture.width);
    const half = 34 * scale;
    await editor.drag([{ x: x - half, y: y - half }, { x, y }, { x: x + half, y: y + half }]);
    await until('a mark', async () => (await marks()) === '1');
    await runTool(editor, words, 'erase', patience);
    const { data, info } = await sharp(await saveAs(browser, editor, words)).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const original = await sharp(file).raw().toBuffer();
    expect(info).toMatchObject(picture);
    let [changedOutside, reddest] = [0, 0];
    for (let row = 0; row < picture.height; row++) {
      for (let column = 0; column < picture.width; column++) {
        const at = 3 * (row * picture.width + column);
        const isNear = Math.abs(column - 200) < 48 && Math.abs(row - 150) < 48;
        if (!isNear && !data.subarray(at, at + 3).equals(original.subarray(at, at + 3))) changedOutside++;
        reddest = Math.max(reddest, (data[at] ?? 0) - (data[at + 2] ?? 0));
      }
    }
    expect(changedOutside).toBe(0);
    // The thing was red; what is there now is like its ground, which is blue.
    expect(reddest).toBeLessThan(0);
  }, patience);

  test('it says what is missing before anything is marked', async () => {
    await choose('erase');
    await until('the sentence', () => editor.evaluate((text) => document.querySelector('.tool-panel')?.textContent.includes(text), words('task_erase_missing')));
  }, patience);

  test('a tool for whole pictures is kept to what is marked', async () => {
    await choose('repair');
    await editor.click('switch', words('partial'));
    const { x, y } = await middleOf(editor, '.stage__frame');
    await editor.click('radio', words('mask_rectangle'));
    await editor.drag([{ x: x - 30, y: y - 30 }, { x, y }, { x: x + 30, y: y + 30 }]);
    await until('a mark', async () => (await marks()) === '1');
    await runTool(editor, words, 'repair', patience);
    const [after, before] = await Promise.all([sharp(await saveAs(browser, editor, words)).removeAlpha().raw().toBuffer(), sharp(file).raw().toBuffer()]);
    const corner = 3 * 20 * picture.width;
    expect(after.subarray(0, corner).equals(before.subarray(0, corner))).toBe(true);
    expect(after.equals(before)).toBe(false);
  }, patience);
});
