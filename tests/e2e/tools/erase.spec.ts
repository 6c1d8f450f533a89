import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { miganLike } from '../../fixtures/inpainters';
import { builtExtension } from '../../support/builds';
import type { ExtensionBrowser } from '../../support/extension-browser';
import { middleOf, openFile, runTool, saveAs, waitForSize } from '../../support/journey';
import { bothBrowsers, launch } from '../../support/launch';
import { openLibrary } from '../../support/library';
import type { Tab } from '../../support/tab';
import { until } from '../../support/wait';
import { shippedWords } from '../../support/words';

const patience = 120_000;
const picture = { width: 400, height: 300 };

describe.each(bothBrowsers)('%s', (name) => {
  const words = shippedWords(builtExtension(name));
  const folder = mkdtempSync(join(tmpdir(), 'imaginex-erase-'));
  const file = join(folder, 'picture.png');
  let browser: ExtensionBrowser;
  let editor: Tab;

  beforeAll(async () => {
    // Noise under alpha: what a canvas would change.
    const raw = Buffer.alloc(picture.width * picture.height * 4);
    for (let i = 0; i < raw.length; i++) raw[i] = (i * 7919) % 251;
    await sharp(raw, { raw: { ...picture, channels: 4 } }).png().toFile(file);
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

  const says = (text: string): Promise<unknown> =>
    until(`"${text}"`, () => editor.evaluate((wanted) => document.querySelector('.tool-panel')?.textContent.includes(wanted), text));

  /** Marks a box in the middle of the picture, `half` pixels of it to each side. */
  async function markMiddle(half: number): Promise<void> {
    await editor.click('radio', words('mask_rectangle'));
    const { x, y } = await middleOf(editor, '.stage__frame');
    const scale = await editor.evaluate((width) => (document.querySelector('.stage__frame')?.getBoundingClientRect().width ?? 0) / width, picture.width);
    const reach = half * scale;
    await editor.drag([{ x: x - reach, y: y - reach }, { x, y }, { x: x + reach, y: y + reach }]);
    await until('a mark', () => editor.evaluate(() => document.querySelector<HTMLElement>('[data-testid="mask"]')?.dataset.shapes === '1'));
  }

  /** Pixels that are not what they were: all of them, and those more than `far` from the middle. */
  async function changed(far: number): Promise<{ all: number; outside: number }> {
    const [after, before] = await Promise.all([await saveAs(browser, editor, words), file].map((path) => sharp(path).ensureAlpha().raw().toBuffer()));
    let [all, outside] = [0, 0];
    for (let y = 0; y < picture.height; y++) {
      for (let x = 0; x < picture.width; x++) {
        const at = 4 * (y * picture.width + x);
        if (after?.subarray(at, at + 4).equals(before?.subarray(at, at + 4) ?? Buffer.alloc(0)) === true) continue;
        all++;
        if (Math.abs(x - picture.width / 2) > far || Math.abs(y - picture.height / 2) > far) outside++;
      }
    }
    return { all, outside };
  }

  test('without a model it offers one to fetch, and says what to mark', async () => {
    await editor.click('radio', words('task_erase_name'));
    await says('MI-GAN');
    await says(words('task_erase_missing'));
  }, patience);

  test('what is marked is filled, and all else stays to the bit', async () => {
    const disk = join(folder, 'fills.onnx');
    writeFileSync(disk, miganLike());
    const library = await openLibrary(browser);
    const id = await library.does({ type: 'import', files: [{ path: 'fills.onnx', disk }] }, patience);
    expect(await library.waitUntilReady(id, patience)).toMatchObject({ model: { kind: 'inpainter', tasks: ['erase'] } });
    await library.tab.close();
    await editor.click('radio', words('task_erase_name'));
    await markMiddle(30);
    await runTool(editor, words, 'erase', patience);
    const { all, outside } = await changed(40);
    expect(all).toBeGreaterThan(2000);
    expect(outside).toBe(0);
  }, patience);

  test('a tool for whole pictures is kept to what is marked', async () => {
    await editor.click('radio', words('task_repair_name'));
    await editor.click('switch', words('partial'));
    await says(words('partial_missing'));
    await markMiddle(30);
    await runTool(editor, words, 'repair', patience);
    const { all, outside } = await changed(40);
    expect(all).toBeGreaterThan(2000);
    expect(outside).toBe(0);
  }, patience);
});
