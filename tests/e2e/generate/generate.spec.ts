import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { size } from '../../sizes';
import { builtExtension } from '../../support/builds';
import { importCheckpoint } from '../../support/checkpoint-folders';
import { endModelWorker } from '../../support/end-worker';
import type { ExtensionBrowser } from '../../support/extension-browser';
import {
  cancelTool,
  failureCode,
  middleOf,
  openFile,
  saveAs,
  startTool,
  waitForSize,
  waitForState,
} from '../../support/journey';
import { bothBrowsers, launch } from '../../support/launch';
import { openLibrary } from '../../support/library';
import type { Tab } from '../../support/tab';
import { setToolOption } from '../../support/tool-options';
import { until } from '../../support/wait';
import { shippedWords } from '../../support/words';

/** Pictures are made by a checkpoint with random weights that was taken in through the library: what they show is noise. */

const patience = 180_000;
const picture = { width: 300, height: 200 };

describe.each(bothBrowsers)('%s', (name) => {
  const words = shippedWords(builtExtension(name));
  const folder = mkdtempSync(join(tmpdir(), 'imaginex-generate-'));
  const file = join(folder, 'picture.png');
  let browser: ExtensionBrowser;
  let editor: Tab;

  beforeAll(async () => {
    // Noise under alpha: what a canvas would change.
    const raw = Buffer.alloc(picture.width * picture.height * 4);
    for (let i = 0; i < raw.length; i++) raw[i] = (i * 7919) % 251;
    await sharp(raw, { raw: { ...picture, channels: 4 } }).png().toFile(file);
    browser = await launch(name);
    const library = await openLibrary(browser);
    await importCheckpoint(library, 'tiny-sd', { side: size('madeSide') });
    await library.tab.close();
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

  async function say(tool: string, prompt: string): Promise<void> {
    await editor.click('textbox', words(`task_${tool}_option_prompt`));
    await editor.type(prompt);
  }

  const set = (tool: string, option: string, value: number | string): Promise<void> => setToolOption(editor, words, tool, option, value);

  const pictures = (): Promise<number> =>
    editor.evaluate(() => document.querySelectorAll('.strip__list:not(.strip__list--results) .strip__close').length);

  async function finished(): Promise<void> {
    await waitForState(editor, 'running');
    await waitForState(editor, 'ready', patience);
  }

  /** Starts Create as one does who has just written. */
  async function go(): Promise<void> {
    await editor.click('textbox', words('task_create_option_prompt'));
    await editor.press('Enter');
  }

  async function create(steps = 2): Promise<void> {
    await say('create', 'a red fox on a hill');
    await set('create', 'steps', steps);
    await go();
  }

  test('a picture is made from words, with Enter, and the same seed makes it again', async () => {
    await create();
    await finished();
    expect(await pictures()).toBe(1);
    const first = await sharp(await saveAs(browser, editor, words)).raw().toBuffer();
    await editor.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));
    await editor.click('button', words('made_again', words('task_create_name')));
    await go();
    await until('a second picture', async () => (await pictures()) === 2, patience);
    await waitForState(editor, 'ready');
    const again = await sharp(await saveAs(browser, editor, words)).raw().toBuffer();
    expect(again.equals(first)).toBe(true);
  }, patience * 2);

  test('several are made one after the other, each another one', async () => {
    await say('create', 'a red fox');
    await set('create', 'variations', 8);
    await set('create', 'steps', 1);
    await go();
    await until('eight pictures', async () => (await pictures()) === 8, patience);
    await waitForState(editor, 'ready');
  }, patience * 2);

  test('cancelled in the middle it keeps how far it has come, and the next one works', async () => {
    await create(60);
    await until('a preview', () => editor.evaluate(() => (document.querySelector<HTMLCanvasElement>('.stage__preview')?.width ?? 0) > 0), patience);
    await cancelTool(editor, words);
    await waitForState(editor, 'ready', 5000);
    expect(await pictures()).toBe(1);
    await set('create', 'steps', 1);
    await go();
    await until('another picture', async () => (await pictures()) === 2, patience);
    await waitForState(editor, 'ready');
  }, patience * 2);

  test('the worker dies in the middle: the error says so, and the next one works', async () => {
    await create(60);
    await until('it to be at work', () =>
      editor.evaluate(() => document.querySelector('[role=progressbar]')?.hasAttribute('aria-valuenow')), patience);
    await endModelWorker(browser);
    await waitForState(editor, 'error', 10_000);
    expect(await failureCode(editor)).toBe('worker-lost');
    await set('create', 'steps', 1);
    await go();
    await until('a picture', async () => (await pictures()) === 1, patience);
  }, patience * 2);

  test('the part of a prompt that is not read is said', async () => {
    await say('create', `${'very '.repeat(90)}green`);
    await until('it to be said', () =>
      editor.evaluate(() => document.querySelector('[data-testid="prompt-cut"]')?.textContent.includes('green')), patience);
    await set('create', 'negativePrompt', `${'very '.repeat(90)}blurred`);
    await until('it to be said of what to leave out, too', () =>
      editor.evaluate(() => document.querySelector('[data-testid="negative-cut"]')?.textContent.includes('blurred')), patience);
  }, patience);

  describe('of a picture', () => {
    beforeEach(async () => {
      await openFile(editor, words, file);
      await waitForSize(editor, picture.width, picture.height);
    });

    async function choose(tool: string): Promise<void> {
      await editor.click('radio', words(`task_${tool}_name`));
      await set(tool, 'steps', 2);
    }

    /** Saves the result, and compares it with the picture that lies in it at (left, top): gives the differing pixels. */
    async function changed(left = 0, top = 0): Promise<{ x: number; y: number }[]> {
      const { data, info } = await sharp(await saveAs(browser, editor, words)).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
      const original = await sharp(file).ensureAlpha().raw().toBuffer();
      const different: { x: number; y: number }[] = [];
      for (let y = 0; y < picture.height; y++) {
        for (let x = 0; x < picture.width; x++) {
          const there = ((y + top) * info.width + x + left) * 4;
          const here = (y * picture.width + x) * 4;
          if (!data.subarray(there, there + 4).equals(original.subarray(here, here + 4))) different.push({ x, y });
        }
      }
      return different;
    }

    test('all of it is made anew at its own size', async () => {
      await choose('reimagine');
      await startTool(editor, words, 'reimagine');
      await finished();
      await waitForSize(editor, picture.width, picture.height);
    }, patience * 2);

    test('what is marked is painted anew, and nothing else is touched', async () => {
      await choose('repaint');
      const { x, y } = await middleOf(editor, '.stage__frame');
      await editor.drag([{ x: x - 20, y }, { x, y: y + 4 }, { x: x + 20, y }]);
      await until('a mark', () => editor.evaluate(() => document.querySelector<HTMLElement>('[data-testid="mask"]')?.dataset.shapes === '1'));
      await startTool(editor, words, 'repaint');
      await finished();
      const different = await changed();
      expect(different.length).toBeGreaterThan(100);
      for (const point of different) {
        expect(Math.abs(point.x - picture.width / 2)).toBeLessThan(60);
        expect(Math.abs(point.y - picture.height / 2)).toBeLessThan(45);
      }
      const seen = () =>
        editor.evaluate(() => {
          const results = [...document.querySelectorAll('.strip__list--results .strip__button')];
          const position = results.findIndex((button) => button.getAttribute('aria-current') === 'step');
          return `${position}, ${document.querySelector<HTMLElement>('[data-testid="mask"]')?.dataset.shapes}`;
        });
      for (const [action, expected] of [['undo', '0, 1'], ['undo', '0, 0'], ['redo', '0, 1'], ['redo', '1, 1']] as const) {
        await editor.click('button', words(`action_${action}`));
        await until(`${action} to lead to ${expected}`, async () => (await seen()) === expected);
      }
    }, patience * 2);

    test('a border is added, and the picture in it stays as it is', async () => {
      await choose('extend');
      await editor.click('button', words('border_around'));
      await startTool(editor, words, 'extend');
      await finished();
      const border = { across: Math.round(picture.width / 8), down: Math.round(picture.height / 8) };
      await waitForSize(editor, picture.width + 2 * border.across, picture.height + 2 * border.down);
      expect(await changed(border.across, border.down)).toEqual([]);
    }, patience * 2);
  });
});
