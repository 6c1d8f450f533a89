import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { builtExtension } from '../../support/builds';
import type { ExtensionBrowser } from '../../support/extension-browser';
import { cancelTool, failureCode, openFile, runTool, saveAs, startTool, waitForSize, waitForState } from '../../support/journey';
import { bothBrowsers, launch } from '../../support/launch';
import { openLibrary } from '../../support/library';
import { decodeRgb } from '../../support/pictures';
import { psnr } from '../../support/psnr';
import { sharedFile } from '../../support/shared';
import type { Tab } from '../../support/tab';
import { rednessDepth } from '../../fixtures/depth';
import { setToolOption } from '../../support/tool-options';
import { until } from '../../support/wait';
import { shippedWords } from '../../support/words';

const patience = 240_000;
const size = { width: 320, height: 240 };

describe.each(bothBrowsers)('%s', (name) => {
  const words = shippedWords(builtExtension(name));
  const folder = mkdtempSync(join(tmpdir(), 'imaginex-light-'));
  const [photo, dark] = [join(folder, 'photo.png'), join(folder, 'dark.png')];
  let browser: ExtensionBrowser;
  let editor: Tab;

  beforeAll(async () => {
    const part = sharp(sharedFile('images/astronaut_512.png')).extract({ left: 60, top: 0, ...size });
    await part.clone().png().toFile(photo);
    await part.clone().linear(0.2, 0).png().toFile(dark);
    browser = await launch(name);
    const depth = join(folder, 'depth.onnx');
    writeFileSync(depth, rednessDepth());
    const library = await openLibrary(browser);
    for (const disk of [sharedFile('weights/lowlight_tbefn_320x480.onnx'), sharedFile('weights/style_udnie.onnx'), depth]) {
      const id = await library.does({ type: 'import', files: [{ path: disk.split('/').pop() ?? '', disk }] }, patience);
      await library.waitUntilReady(id, patience);
    }
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

  async function open(file: string): Promise<void> {
    await openFile(editor, words, file);
    await waitForSize(editor, size.width, size.height);
  }
  const saved = async () => decodeRgb(await saveAs(browser, editor, words, 'PNG'));

  /** Chooses a model by the beginning of its name, as by keyboard. */
  async function chooseModel(beginning: string): Promise<void> {
    await editor.evaluate(() => document.querySelector<HTMLSelectElement>('.model-control__choice')?.focus());
    await editor.type(beginning);
    await until(`${beginning} to be chosen`, () =>
      editor.evaluate((wanted) => document.querySelector<HTMLSelectElement>('.model-control__choice')?.selectedOptions[0]?.textContent.startsWith(wanted), beginning),
    );
  }

  test('a dark photo is brightened at once, and by an imported network; what is done again goes back to the photo', async () => {
    await open(dark);
    const before = psnr(await decodeRgb(dark), await decodeRgb(photo));
    await runTool(editor, words, 'light', patience);
    const curves = await saved();
    expect(psnr(curves, await decodeRgb(photo))).toBeGreaterThan(before + 6);
    await chooseModel('lowlight');
    await runTool(editor, words, 'light', patience);
    const network = await saved();
    expect(psnr(network, await decodeRgb(photo))).toBeGreaterThan(before + 3);
    expect(psnr(network, curves)).toBeLessThan(40);
    // The network saw the dark photo, and not what the curves had made of it.
    await setToolOption(editor, words, 'light', 'strength', 0);
    await runTool(editor, words, 'light', patience);
    expect(psnr(await saved(), await decodeRgb(dark))).toBe(Infinity);
    expect(await failureCode(editor)).toBeUndefined();
  }, patience);

  test('a style repaints the photo, can be cancelled, and runs again after that', async () => {
    await open(photo);
    await startTool(editor, words, 'restyle');
    await waitForState(editor, 'running');
    await cancelTool(editor, words);
    await waitForState(editor, 'ready');
    expect(await failureCode(editor)).toBeUndefined();
    await runTool(editor, words, 'restyle', patience);
    const likeness = psnr(await saved(), await decodeRgb(photo));
    expect(likeness).toBeGreaterThan(8);
    expect(likeness).toBeLessThan(20);
  }, patience);

  test('a click on the photo chooses what stays sharp', async () => {
    await open(photo);
    await editor.click('radio', words('task_background_blur_name'));
    await editor.waitFor('application', words('point_layer'));
    const at = await editor.evaluate(() => {
      const { left, top, width, height } = document.querySelector('.stage__picture')?.getBoundingClientRect() ?? new DOMRect();
      return { x: left + width * 0.25, y: top + height * 0.75 };
    });
    await editor.clickAt(at.x, at.y);
    await until('the point', () => editor.evaluate(() => document.querySelector('[data-testid="point"]') !== null));
    await editor.click('button', words('task_background_blur_name'));
    await until('a result', () => editor.evaluate(() => document.querySelectorAll('.strip__list--results li').length > 1), patience);
    const result = await saved();
    expect(psnr(result, await decodeRgb(photo))).toBeLessThan(45);
  }, patience);

  test('where no model for colours is here, the tool offers the one that there is with its size, and does not run', async () => {
    await open(photo);
    await editor.click('radio', words('task_colourise_name'));
    await until('the choice', () => editor.evaluate(() => document.querySelector('.model-control__choice') !== null));
    const offered = await editor.evaluate(() => document.querySelector('.model-control__choice')?.textContent ?? '');
    expect(offered).toContain('DDColor Tiny');
    expect(await editor.evaluate(() => document.querySelector<HTMLButtonElement>('.run-control__button')?.disabled)).toBe(true);
    await chooseModel('DDColor');
    await editor.waitFor('button', words('model_action', words('model_download'), 'DDColor Tiny'));
  }, patience);
});
