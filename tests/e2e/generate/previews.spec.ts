import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { tinyDecoder, type TinyDecoder } from '../../fixtures/preview-decoder';
import { builtExtension } from '../../support/builds';
import { importCheckpoint } from '../../support/checkpoint-folders';
import type { ExtensionBrowser } from '../../support/extension-browser';
import { cancelTool, waitForState } from '../../support/journey';
import { bothBrowsers, launch } from '../../support/launch';
import { libraryOn, openLibrary, type LibraryPage } from '../../support/library';
import type { Tab } from '../../support/tab';
import { until } from '../../support/wait';
import { shippedWords } from '../../support/words';

const patience = 180_000;

/** Of the small checkpoint's pictures, and of their latents. */
const side = 512;
const latents = side / 8;

/** Takes in a decoder whose blue is full throughout; gives its id. */
async function importDecoder(library: LibraryPage, file: string, decoder: TinyDecoder): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'imaginex-previews-'));
  const disk = join(folder, file);
  writeFileSync(disk, tinyDecoder(decoder));
  try {
    const id = await library.does({ type: 'import', files: [{ path: file, disk }] }, patience);
    await library.waitUntilReady(id, patience);
    return id;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Fills in the fields of these labels, the last one's being the prompt, and starts. */
async function start(editor: Tab, fields: Readonly<Record<string, string>>): Promise<void> {
  for (const [label, text] of Object.entries(fields)) {
    await editor.evaluate((wanted) => {
      document.querySelectorAll('details').forEach((details) => (details.open = true));
      const found = [...document.querySelectorAll('label')].find(({ textContent }) => textContent === wanted);
      found?.scrollIntoView({ block: 'center' });
    }, label);
    await editor.click('textbox', label);
    await editor.press('Control+a');
    await editor.type(text);
  }
  await editor.press('Enter');
}

/** The preview that is shown, as soon as there is one. */
function previewIn(editor: Tab): Promise<{ width: number; height: number; leastBlue: number; reds: number }> {
  return until('a preview', () =>
    editor.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('.stage__preview');
      const context = canvas?.getContext('2d');
      if (!canvas || !context || canvas.width === 0) return undefined;
      const { width, height } = canvas;
      const { data } = context.getImageData(0, 0, width, height);
      const reds = new Set<number>();
      let leastBlue = 255;
      for (let at = 0; at < data.length; at += 4) {
        reds.add(data[at] ?? 0);
        leastBlue = Math.min(leastBlue, data[at + 2] ?? 0);
      }
      return { width, height, leastBlue, reds: reds.size };
    }), patience);
}

describe.each(bothBrowsers)('%s', (name) => {
  const words = shippedWords(builtExtension(name));
  let browser: ExtensionBrowser;
  let library: LibraryPage;
  let editor: Tab;

  beforeAll(async () => {
    browser = await launch(name);
    library = await libraryOn(browser, await browser.openExtensionPage('options.html#models'));
    await importCheckpoint(library, 'tiny-sd');
  }, patience);
  afterAll(() => browser.close());
  beforeEach(async () => {
    editor = await browser.openExtensionPage('editor.html');
    await editor.waitFor('button', words('action_choose'));
  });
  afterEach(() => editor.close());

  const rowText = (id: string): Promise<string | undefined> =>
    library.tab.evaluate((model) => document.querySelector<HTMLElement>(`[data-testid="model-${model}"]`)?.textContent, id);

  const begin = (steps: number): Promise<void> =>
    start(editor, { [words('task_create_option_steps')]: String(steps), [words('task_create_option_prompt')]: 'a red fox on a hill' });

  const pictures = (): Promise<number> =>
    editor.evaluate(() => document.querySelector('.strip__list:not(.strip__list--results)')?.children.length ?? 0);

  test.each(['zero-one', 'minus-one-one'] as const)('a decoder that gives %s shows every step at the size of the picture, and is removed again', async (range) => {
    const id = await importDecoder(library, `${range}-decoder.onnx`, { range });
    expect(await library.model(id)).toMatchObject({ origin: 'own', model: { kind: 'preview-decoder', family: 'sd', range } });
    const text = words('model_previews', words('model_family_sd'));
    await until('its row', async () => (await rowText(id))?.includes(text));

    await begin(60);
    // A decoded preview is larger than what it was made of, and as its decoder paints.
    expect(await previewIn(editor)).toMatchObject({ width: side, height: side, leastBlue: 255 });
    expect((await previewIn(editor)).reds).toBeGreaterThan(20);
    await cancelTool(editor, words);
    await waitForState(editor, 'ready', 10_000);
    expect(await pictures()).toBe(1);

    await library.does({ type: 'remove', model: id });
    await begin(60);
    const { leastBlue, ...size } = await previewIn(editor);
    expect(size).toMatchObject({ width: latents, height: latents });
    expect(leastBlue).toBeLessThan(200);
    await cancelTool(editor, words);
    await waitForState(editor, 'ready', 10_000);
  }, patience * 2);

  test('a run that a decoder served notes its use', async () => {
    const id = await importDecoder(library, 'tiny.onnx', { range: 'zero-one' });
    await begin(1);
    await until('a picture', async () => (await pictures()) === 1, patience);
    await library.waitFor(id, 'used', ({ usedAt }) => usedAt !== undefined);
    await library.does({ type: 'remove', model: id });
  }, patience * 2);

  test('one of another family is not used, and one that breaks gives way to the estimate', async () => {
    const other = await importDecoder(library, 'tiny-sdxl.onnx', { range: 'zero-one' });
    expect(await library.model(other)).toMatchObject({ model: { family: 'sdxl' } });
    await until('its row', async () => (await rowText(other))?.includes(words('model_family_sdxl')));
    await begin(60);
    expect(await previewIn(editor)).toMatchObject({ width: latents, height: latents });
    await cancelTool(editor, words);
    await waitForState(editor, 'ready', 20_000);
    await library.does({ type: 'remove', model: other });
    const broken = await importDecoder(library, 'broken.onnx', { range: 'zero-one', breaksAbove: 4 * 32 * 32 });
    await begin(6);
    expect(await previewIn(editor)).toMatchObject({ width: latents, height: latents });
    await until('a second picture', async () => (await pictures()) === 2, patience);
    await waitForState(editor, 'ready');
    await library.does({ type: 'remove', model: broken });
  }, patience * 2);
});

test.each(bothBrowsers)('%s: WebGPU decodes previews, too', async (name) => {
  const words = shippedWords(builtExtension(name));
  // A software adapter is slow: the picture is small.
  const browser = await launch(name, { gpu: 'software' });
  try {
    const library = await openLibrary(browser);
    await importCheckpoint(library, 'tiny-sd', { timeout: patience });
    await importDecoder(library, 'decoder.onnx', { range: 'minus-one-one' });
    await library.tab.close();
    const editor = await browser.openExtensionPage('editor.html?backend=webgpu');
    await start(editor, {
      [words('task_create_option_steps')]: '30',
      [words('size_width')]: '128',
      [words('size_height')]: '128',
      [words('task_create_option_prompt')]: 'a lighthouse',
    });
    expect(await previewIn(editor)).toMatchObject({ width: 128, height: 128, leastBlue: 255 });
    await cancelTool(editor, words);
    await waitForState(editor, 'ready', 20_000);
  } finally {
    await browser.close();
  }
}, patience * 2);
