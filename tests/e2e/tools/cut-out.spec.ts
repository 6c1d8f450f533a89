import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { model as u2netp } from '../../../models/catalog/entries/u2netp';
import { builtExtension } from '../../support/builds';
import type { ExtensionBrowser } from '../../support/extension-browser';
import { cancelTool, openFile, saveAs, startTool, waitForSize, waitForState } from '../../support/journey';
import { bothBrowsers, launch } from '../../support/launch';
import { openLibrary } from '../../support/library';
import { sharedFile } from '../../support/shared';
import type { Tab } from '../../support/tab';
import { until } from '../../support/wait';
import { shippedWords } from '../../support/words';

const patience = 120_000;
const side = 512;
const astronaut = sharedFile('images/astronaut_512.png');

/** Where of the astronaut are her face, and the background beside it. */
const face = { x: 220, y: 110 };
const corners = [{ x: 3, y: 3 }, { x: 508, y: 3 }, { x: 400, y: 60 }];

describe.each(bothBrowsers)('%s', (name) => {
  const words = shippedWords(builtExtension(name));
  const folder = mkdtempSync(join(tmpdir(), 'imaginex-cut-out-'));
  let browser: ExtensionBrowser;
  let editor: Tab;
  let original: Buffer;

  beforeAll(async () => {
    original = await sharp(astronaut).ensureAlpha().raw().toBuffer();
    await sharp(astronaut).resize(3000, 3000).png({ compressionLevel: 1 }).toFile(join(folder, 'large.png'));
    browser = await launch(name);
  }, patience);
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(async () => {
    editor = await browser.openExtensionPage('editor.html');
    await editor.waitFor('button', words('action_choose'));
  });
  afterEach(() => editor.close());

  async function open(file: string, length = side): Promise<void> {
    await openFile(editor, words, file);
    await waitForSize(editor, length, length);
    await editor.click('radio', words('task_cut_out_name'));
  }

  /** The states of the picture that is looked at: as it came, and the results. */
  const states = (): Promise<number> => editor.evaluate(() => document.querySelectorAll('.strip__list--results .strip__item').length);

  const source = (): Promise<string> => editor.evaluate(() => document.querySelector<HTMLImageElement>('img.stage__picture')?.src ?? '');

  async function run(): Promise<void> {
    const before = await source();
    await startTool(editor, words, 'cut_out');
    await until('another picture on the stage', async () => (await source()) !== before && (await states()) === 2, patience);
    await waitForState(editor, 'ready');
  }

  async function saved(): Promise<Buffer> {
    return sharp(await saveAs(browser, editor, words)).ensureAlpha().raw().toBuffer();
  }

  const pixel = (data: Buffer, { x, y }: { x: number; y: number }): number[] => [...data.subarray(4 * (y * side + x), 4 * (y * side + x) + 4)];

  /** Where a pixel of the picture is on the screen. */
  async function onScreen({ x, y }: { x: number; y: number }): Promise<{ x: number; y: number }> {
    const box = await editor.evaluate(() => {
      const { x: left, y: top, width } = document.querySelector('.stage__frame')?.getBoundingClientRect() ?? new DOMRect();
      return { left, top, width };
    });
    return { x: box.left + ((x + 0.5) * box.width) / side, y: box.top + ((y + 0.5) * box.width) / side };
  }

  /** What the mask's canvas shows where a pixel of the picture is: alpha, 0–255. */
  async function markedAt(place: { x: number; y: number }): Promise<number> {
    const { x, y } = await onScreen(place);
    return editor.evaluate(
      (at) => {
        const canvas = document.querySelector<HTMLCanvasElement>('[data-testid="mask"]');
        const box = canvas?.getBoundingClientRect();
        if (!canvas || !box) return -1;
        const scale = canvas.width / box.width;
        return canvas.getContext('2d')?.getImageData((at.x - box.x) * scale, (at.y - box.y) * scale, 1, 1).data[3] ?? -1;
      },
      { x, y },
    );
  }

  test('without a network nothing runs, and one can be downloaded', async () => {
    await open(astronaut);
    await until('it to be said', () => editor.evaluate((sentence) => document.body.innerText.includes(sentence), words('panel_model_needed')));
    await editor.evaluate((id) => {
      const select = document.querySelector<HTMLSelectElement>('.model-control__choice');
      if (!select) throw new Error('There is no choice');
      select.value = id;
      select.dispatchEvent(new Event('change', { bubbles: true }));
    }, u2netp.id);
    await editor.waitFor('button', words('model_action', words('model_download'), u2netp.name));
    // The next test begins as people do who have chosen nothing.
    await editor.evaluate(() => {
      const select = document.querySelector<HTMLSelectElement>('.model-control__choice');
      if (select) select.value = '';
      select?.dispatchEvent(new Event('change', { bubbles: true }));
    });
  }, patience);

  test('a network that was taken in cuts the astronaut out; brushed away she is gone, and her face keeps its samples', async () => {
    const library = await openLibrary(browser);
    const disk = sharedFile('weights/seg_sinet_portrait_softmax.onnx');
    const id = await library.does({ type: 'import', files: [{ path: 'seg_sinet_portrait_softmax.onnx', disk }] }, patience);
    await library.waitUntilReady(id, patience);
    await library.tab.close();

    await open(astronaut);
    await run();
    const first = await saved();
    for (const corner of corners) expect(pixel(first, corner), JSON.stringify(corner)).toEqual([0, 0, 0, 0]);
    expect(pixel(first, face)).toEqual(pixel(original, face));
    // The result is shown without marks over it.
    expect(await markedAt(face)).toBe(0);
    const result = await source();

    await editor.click('radio', words('task_cut_out_mask_remove'));
    const { x, y } = await onScreen(face);
    await editor.drag([{ x: x - 4, y }, { x, y: y + 2 }, { x: x + 4, y }]);
    await until('the stroke', () => editor.evaluate(() => document.querySelector<HTMLElement>('[data-testid="mask"]')?.dataset.shapes === '2'));
    // While it is corrected, what it was made from is shown, with the marks over it.
    expect(await source()).not.toBe(result);
    expect(await markedAt({ x: 150, y: 350 })).toBe(255);
    expect(await markedAt(face)).toBe(0);

    await run();
    const second = await saved();
    expect(pixel(second, face)).toEqual([0, 0, 0, 0]);
    const suit = { x: 150, y: 350 };
    expect(pixel(second, suit)).toEqual(pixel(original, suit));
    expect(await states()).toBe(2);
  }, patience * 3);

  test('another open picture comes behind, and a colour', async () => {
    await open(astronaut);
    await editor.click('radio', words('task_cut_out_option_background_picture'));
    await until('what to do', () => editor.evaluate((sentence) => document.body.innerText.includes(sentence), words('other_picture_none')));
    await openFile(editor, words, sharedFile('images/chelsea_451x300.png'));
    await waitForSize(editor, 451, 300);
    await editor.click('button', 'astronaut_512');
    await waitForSize(editor, side, side);
    await editor.click('radio', 'chelsea_451x300');
    await run();
    const on = await saved();
    expect(pixel(on, face)).toEqual(pixel(original, face));
    // The cat's middle 300 × 300 pixels fill the frame.
    const cat = await sharp(sharedFile('images/chelsea_451x300.png')).ensureAlpha().raw().toBuffer();
    for (const corner of corners) {
      const at = 4 * (Math.floor((corner.y * 300) / side) * 451 + 75 + Math.floor((corner.x * 300) / side));
      pixel(on, corner).forEach((value, channel) => expect(Math.abs(value - (cat[at + channel] ?? 0))).toBeLessThan(40));
    }
    await editor.click('radio', words('task_cut_out_option_background_color'));
    await run();
    expect(pixel(await saved(), corners[0] ?? face)).toEqual([255, 255, 255, 255]);
  }, patience * 3);

  test('cancelled while it runs it leaves the picture as it was, and runs again', async () => {
    await open(join(folder, 'large.png'), 3000);
    await startTool(editor, words, 'cut_out');
    await waitForState(editor, 'running');
    await cancelTool(editor, words);
    await waitForState(editor, 'ready', 10_000);
    expect(await states()).toBe(0);
    await startTool(editor, words, 'cut_out');
    await until('the result', async () => (await states()) === 2, patience);
    await waitForState(editor, 'ready');
  }, patience * 3);
});
