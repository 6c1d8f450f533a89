import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { builtExtension } from '../../support/builds';
import type { ExtensionBrowser } from '../../support/extension-browser';
import { cancelTool, failureCode, failureSentence, middleOf, openFile, saveAs, startTool, waitForSize, waitForState } from '../../support/journey';
import { bothBrowsers, launch } from '../../support/launch';
import { openLibrary } from '../../support/library';
import { sharedFile } from '../../support/shared';
import type { Tab } from '../../support/tab';
import { until } from '../../support/wait';
import { shippedWords } from '../../support/words';

const patience = 180_000;
const tool = 'blur_faces';
const astronaut = sharedFile('images/astronaut_512.png');

/** A place on the astronaut's cheek, and one on the rocket behind her. */
const cheek = { x: 215, y: 130 };
const rocket = { x: 400, y: 150 };

describe.each(bothBrowsers)('%s', (name) => {
  const words = shippedWords(builtExtension(name));
  const folder = mkdtempSync(join(tmpdir(), 'imaginex-faces-'));
  const large = join(folder, 'large.png');
  let browser: ExtensionBrowser;
  let editor: Tab;

  beforeAll(async () => {
    await sharp(astronaut).resize(4000, 4000).png().toFile(large);
    browser = await launch(name);
    const library = await openLibrary(browser);
    const id = await library.does({ type: 'import', files: [{ path: 'face_yunet_n_dynamic.onnx', disk: sharedFile('weights/face_yunet_n_dynamic.onnx') }] }, patience);
    await library.waitUntilReady(id, patience);
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

  const shapes = (): Promise<string | undefined> =>
    editor.evaluate(() => document.querySelector<HTMLElement>('[data-testid="mask"]')?.dataset.shapes);

  const results = (): Promise<number> => editor.evaluate(() => document.querySelectorAll('.strip__list--results .strip__button').length);

  /** Runs it and waits for what comes of it, which on a small picture is there within moments. */
  async function hide(): Promise<void> {
    await startTool(editor, words, tool);
    await until('a face that is found, and hidden', async () => (await shapes()) !== '0' && (await results()) > 1, patience);
    await waitForState(editor, 'ready', patience);
  }

  /** Which of the places differ from the astronaut by now. */
  async function changed(): Promise<{ cheek: boolean; rocket: boolean; elsewhere: number }> {
    const [now, before] = await Promise.all([await saveAs(browser, editor, words), astronaut].map((file) => sharp(file).ensureAlpha().raw().toBuffer()));
    if (!now || !before) throw new Error('no pictures');
    const differs = (x: number, y: number): boolean => !now.subarray(4 * (y * 512 + x), 4 * (y * 512 + x) + 4).equals(before.subarray(4 * (y * 512 + x), 4 * (y * 512 + x) + 4));
    let elsewhere = 0;
    for (let y = 0; y < 512; y++) for (let x = 0; x < 512; x++) if (y > 230 && differs(x, y)) elsewhere++;
    return { cheek: differs(cheek.x, cheek.y), rocket: differs(rocket.x, rocket.y), elsewhere };
  }

  test('a face is found and hidden in one press, switched off, another place hidden by hand, and all of it undone', async () => {
    await openFile(editor, words, astronaut);
    await waitForSize(editor, 512, 512);
    await hide();
    expect(await shapes()).toBe('1');
    expect(await changed()).toEqual({ cheek: true, rocket: false, elsewhere: 0 });

    await editor.click('switch', words('task_blur_faces_part', '1'));
    await startTool(editor, words, tool);
    await waitForState(editor, 'error', patience);
    expect(await failureCode(editor)).toBe('nothing-marked');
    expect(await failureSentence(editor)).toBe(words('error_nothing_marked'));
    await editor.click('button', words('dismiss'));
    const isOn = () => editor.evaluate(() => document.querySelector<HTMLInputElement>('.mask-parts input')?.checked);
    for (const [action, on] of [['undo', true], ['redo', false]] as const) {
      await editor.click('button', words(`action_${action}`));
      await until(`the face to be ${on ? 'on' : 'off'}`, async () => (await isOn()) === on);
    }

    await editor.click('radio', words('mask_ellipse'));
    const frame = await editor.evaluate(() => {
      const box = document.querySelector('.stage__frame')?.getBoundingClientRect();
      return box && { x: box.x, y: box.y, scale: box.width / 512 };
    });
    if (!frame) throw new Error('no frame');
    const onScreen = (x: number, y: number) => ({ x: frame.x + x * frame.scale, y: frame.y + y * frame.scale });
    await editor.drag([onScreen(rocket.x - 40, rocket.y - 40), onScreen(rocket.x, rocket.y), onScreen(rocket.x + 40, rocket.y + 40)]);
    await until('a second oval', async () => (await shapes()) === '2');
    await editor.waitFor('switch', words('task_blur_faces_part', '2'));
    await startTool(editor, words, tool);
    await until('the other place to be hidden alone', async () => {
      if ((await editor.evaluate(() => document.querySelector<HTMLElement>('[data-testid="editor"]')?.dataset.state)) !== 'ready') return false;
      const now = await changed();
      return now.rocket && !now.cheek && now.elsewhere === 0;
    }, patience);

    // The second result took the place of the first, and of what was marked on it.
    for (const expected of ['1', '0']) {
      await editor.click('button', words('action_undo'));
      await until(`${expected} ovals`, async () => (await shapes()) === expected);
    }
  }, patience * 2);

  test('cancelled while it looks, the picture stays as it is, and the next run works', async () => {
    await openFile(editor, words, large);
    await waitForSize(editor, 4000, 4000);
    await startTool(editor, words, tool);
    await waitForState(editor, 'running');
    await cancelTool(editor, words);
    await waitForState(editor, 'ready', 10_000);
    expect(await failureCode(editor)).toBeUndefined();
    expect(await shapes()).toBe('0');
    await openFile(editor, words, astronaut);
    await waitForSize(editor, 512, 512);
    await hide();
    expect(await middleOf(editor, '.mask-layer__number')).toBeDefined();
  }, patience * 2);

  test('Restore faces says what it needs before it can run', async () => {
    await openFile(editor, words, astronaut);
    await waitForSize(editor, 512, 512);
    await editor.click('radio', words('task_restore_faces_name'));
    await until('it to be said', () => editor.evaluate((sentence) => document.body.textContent.includes(sentence), words('panel_model_needed')));
  }, patience);
});
