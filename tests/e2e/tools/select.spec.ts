import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { model as slimsam } from '../../../models/catalog/entries/slimsam';
import { slimsamLike } from '../../fixtures/segmenters';
import { violations } from '../../support/axe';
import { builtExtension } from '../../support/builds';
import type { ExtensionBrowser } from '../../support/extension-browser';
import { contentOf } from '../../support/hub/content';
import { middleOf, openFile, runTool, saveAs, waitForSize, waitForState } from '../../support/journey';
import { bothBrowsers } from '../../support/launch';
import { openLibrary } from '../../support/library';
import { sidewaysOverflow } from '../../support/overflow';
import type { Point, Tab } from '../../support/tab';
import { until } from '../../support/wait';
import { startWithHub, type WithHub } from '../../support/with-hub';
import { shippedWords } from '../../support/words';

/** A stand-in for the catalog's segmenter, which finds a disc around what is pointed at; this entry pins no hash. */

const patience = 180_000;
const picture = { width: 400, height: 240 };

describe.each(bothBrowsers)('%s', (name) => {
  const words = shippedWords(builtExtension(name));
  const folder = mkdtempSync(join(tmpdir(), 'imaginex-select-'));
  const file = join(folder, 'picture.png');
  let withHub: WithHub;
  let browser: ExtensionBrowser;
  let editor: Tab;

  beforeAll(async () => {
    const noise = { type: 'gaussian', mean: 128, sigma: 30 } as const;
    await sharp({ create: { ...picture, channels: 3, background: { r: 40, g: 110, b: 180 }, noise } }).png().toFile(file);
    withHub = await startWithHub(name);
    browser = await withHub.launch();
  }, patience);
  afterAll(async () => {
    await browser.close();
    await withHub.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(async () => {
    editor = await browser.openExtensionPage('editor.html');
    await openFile(editor, words, file);
    await waitForSize(editor, picture.width, picture.height);
  });
  afterEach(() => editor.close());

  async function publishAndFetch(): Promise<void> {
    if (slimsam.source.kind !== 'hub') throw new Error('It is not on the hub');
    const { encoder, decoder } = slimsamLike();
    withHub.hub.publish(slimsam.source.repo, { [slimsam.graph]: contentOf(encoder), [slimsam.decoder]: contentOf(decoder) });
    const library = await openLibrary(browser);
    await library.does({ type: 'download', model: slimsam.id });
    await library.waitUntilReady(slimsam.id);
    await library.tab.close();
  }

  /** How many marks there are, how many pixels of the canvas that shows them are covered, and where was pointed. */
  const marks = () =>
    editor.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('[data-testid="mask"]');
      const context = canvas?.getContext('2d');
      if (!canvas || !context) return undefined;
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      let [covered, sumX, sumY] = [0, 0, 0];
      for (let i = 3; i < data.length; i += 4) {
        if ((data[i] ?? 0) < 128) continue;
        covered++;
        sumX += ((i - 3) / 4) % canvas.width;
        sumY += Math.floor((i - 3) / 4 / canvas.width);
      }
      const box = canvas.getBoundingClientRect();
      const density = canvas.width / box.width;
      return {
        shapes: Number(canvas.dataset.shapes),
        covered,
        middle: { x: box.x + sumX / covered / density, y: box.y + sumY / covered / density },
        parts: document.querySelectorAll('.object-hint[data-part="true"]').length,
        others: document.querySelectorAll('.object-hint[data-part="false"]').length,
      };
    });

  const seen = async (): Promise<NonNullable<Awaited<ReturnType<typeof marks>>>> => {
    const now = await marks();
    if (!now) throw new Error('There is nothing to mark on');
    return now;
  };

  async function placeAt(x: number, y: number): Promise<Point> {
    const middle = await middleOf(editor, '.stage__frame');
    const scale = await editor.evaluate((width) => (document.querySelector('.stage__frame')?.getBoundingClientRect().width ?? 0) / width, picture.width);
    return { x: middle.x + (x - picture.width / 2) * scale, y: middle.y + (y - picture.height / 2) * scale };
  }

  async function pointAt(x: number, y: number): Promise<void> {
    const at = await placeAt(x, y);
    await editor.clickAt(at.x, at.y);
  }

  const chooseObject = async (tool: string): Promise<void> => {
    await editor.click('radio', words(`task_${tool}_name`));
    await editor.click('radio', words('mask_object'));
  };

  const found = (what: string, wanted: (now: Awaited<ReturnType<typeof seen>>) => boolean) =>
    until(what, async () => {
      const now = await marks();
      return now && wanted(now) ? now : undefined;
    }, patience);

  test('without a model the way to one is there, with its size', async () => {
    await chooseObject('erase');
    const row = await until('a model to be offered', () => editor.evaluate(() => document.querySelector<HTMLElement>('.mask-control [data-testid="model-edgetam"]')?.innerText));
    expect(row).toContain('EdgeTAM');
    await editor.waitFor('button', words('model_action', words('model_download'), 'EdgeTAM'));
    await pointAt(100, 100);
    expect((await seen()).shapes).toBe(0);
    expect(await violations(editor)).toEqual([]);
    expect(await sidewaysOverflow(editor)).toEqual([]);
  }, patience);

  test('a click marks, more clicks refine, undo takes one back, and a tool changes what is marked alone', async () => {
    await publishAndFetch();
    await chooseObject('erase');
    await editor.waitFor('button', words('object_new'));
    await pointAt(110, 120);
    const first = await found('the object', ({ shapes }) => shapes === 1);
    const wanted = await placeAt(110, 120);
    expect(Math.hypot(first.middle.x - wanted.x, first.middle.y - wanted.y)).toBeLessThan(3);
    expect(first).toMatchObject({ parts: 1, others: 0 });

    // What does not belong to it, a little to the right of its middle.
    await editor.click('button', words('mask_erase'));
    await pointAt(140, 120);
    const refined = await found('the object without that', ({ others }) => others === 1);
    await waitForState(editor, 'ready');
    await found('less to be covered', ({ covered }) => covered < first.covered * 0.95);
    expect(refined).toMatchObject({ shapes: 1, parts: 1 });
    await editor.click('button', words('mask_undo'));
    const undone = await found('what was before', ({ others }) => others === 0);
    expect(undone).toMatchObject({ shapes: 1, parts: 1 });
    expect(Math.abs(undone.covered - first.covered)).toBeLessThan(first.covered * 0.01);

    // Another object, by a box.
    await editor.click('button', words('mask_erase'));
    await editor.click('button', words('object_new'));
    await editor.drag([await placeAt(270, 90), await placeAt(300, 120), await placeAt(330, 150)]);
    await found('two objects', ({ shapes }) => shapes === 2);
    await waitForState(editor, 'ready');
    expect(await violations(editor)).toEqual([]);

    // What is marked with one tool is marked for the others.
    await editor.click('radio', words('task_repair_name'));
    await editor.click('switch', words('partial'));
    await runTool(editor, words, 'repair', patience);
    const [after, before] = await Promise.all([sharp(await saveAs(browser, editor, words)).removeAlpha().raw().toBuffer(), sharp(file).raw().toBuffer()]);
    let [changedFar, changedInside] = [0, 0];
    for (let y = 0; y < picture.height; y++) {
      for (let x = 0; x < picture.width; x++) {
        const at = 3 * (y * picture.width + x);
        if (before.subarray(at, at + 3).equals(after.subarray(at, at + 3))) continue;
        // The disc is about 55 pixels, and beyond it there is the feather.
        if (Math.hypot(x - 110, y - 120) < 75 || (Math.abs(x - 300) < 42 && Math.abs(y - 120) < 42)) changedInside++;
        else changedFar++;
      }
    }
    expect(changedFar).toBe(0);
    expect(changedInside).toBeGreaterThan(5000);
  }, patience);

  test('by keyboard, Enter points at what is there, and a tool for whole pictures is kept to it', async () => {
    await editor.click('radio', words('task_repair_name'));
    await editor.click('switch', words('partial'));
    await editor.click('radio', words('mask_object'));
    await editor.waitFor('button', words('object_new'));
    await editor.evaluate(() => document.querySelector<HTMLElement>('.mask-layer')?.focus());
    await editor.press('Enter');
    const first = await found('the object', ({ shapes }) => shapes === 1);
    await waitForState(editor, 'ready');
    // It is in the middle of the picture, and what points at it keeps the focus.
    const middle = await placeAt(picture.width / 2, picture.height / 2);
    expect(Math.hypot(first.middle.x - middle.x, first.middle.y - middle.y)).toBeLessThan(3);
    expect(await editor.evaluate(() => document.activeElement?.className)).toBe('mask-layer');
    await editor.press('Shift+ArrowRight');
    await editor.press('Enter');
    await found('another place', ({ parts }) => parts === 2);
    await waitForState(editor, 'ready');
    await editor.press('Control+z');
    await found('one place', ({ parts }) => parts === 1);
    await runTool(editor, words, 'repair', patience);
    const [after, before] = await Promise.all([sharp(await saveAs(browser, editor, words)).removeAlpha().raw().toBuffer(), sharp(file).raw().toBuffer()]);
    const rows = 3 * 20 * picture.width;
    expect(after.subarray(0, rows).equals(before.subarray(0, rows))).toBe(true);
    expect(after.equals(before)).toBe(false);
  }, patience);
});
