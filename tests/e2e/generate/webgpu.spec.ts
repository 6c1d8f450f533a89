import { afterEach, expect, test } from 'vitest';
import type { BrowserName } from '../../support/browsers';
import { builtExtension } from '../../support/builds';
import { importCheckpoint } from '../../support/checkpoint-folders';
import type { ExtensionBrowser } from '../../support/extension-browser';
import { failureCode, saveAs, usedBackend, waitForState } from '../../support/journey';
import { bothBrowsers, launch } from '../../support/launch';
import { openLibrary } from '../../support/library';
import { decodeRgb } from '../../support/pictures';
import { largestDifference, type Raster } from '../../support/psnr';
import type { Tab } from '../../support/tab';
import { until } from '../../support/wait';
import { isChromium } from '../../support/which';
import { shippedWords, type Words } from '../../support/words';

/** On the software adapters, which are slow, so that pictures are small and steps are few. */

const patience = 300_000;

async function set(editor: Tab, words: Words, label: string, value: string): Promise<void> {
  await editor.evaluate((wanted) => {
    document.querySelectorAll('details').forEach((details) => (details.open = true));
    const field = [...document.querySelectorAll('label')].find(({ textContent }) => textContent === wanted);
    field?.scrollIntoView({ block: 'center' });
  }, label);
  await editor.click('textbox', label);
  await editor.press('Control+a');
  await editor.type(value);
  await editor.press('Tab');
}

async function begin(editor: Tab, words: Words, steps: number): Promise<void> {
  const label = (option: string) => words(`task_create_option_${option}`);
  await set(editor, words, label('steps'), String(steps));
  await set(editor, words, label('seed'), '7');
  await set(editor, words, words('size_width'), '128');
  await set(editor, words, words('size_height'), '128');
  await editor.click('textbox', label('prompt'));
  await editor.type('a lighthouse');
  await editor.press('Enter');
  await waitForState(editor, 'running');
}

/** What the field of the seed says. */
function seedOf(editor: Tab, words: Words): Promise<string | undefined> {
  return editor.evaluate((wanted) => {
    const label = [...document.querySelectorAll('label')].find(({ textContent }) => textContent === wanted);
    return document.querySelector<HTMLInputElement>(`#${CSS.escape(label?.htmlFor ?? '')}`)?.value;
  }, words('task_create_option_seed'));
}

let browser: ExtensionBrowser | undefined;

afterEach(async () => {
  await browser?.close();
  browser = undefined;
});

async function withCheckpoint(name: BrowserName): Promise<ExtensionBrowser> {
  browser = await launch(name, { gpu: 'software' });
  const library = await openLibrary(browser);
  await importCheckpoint(library, 'tiny-sd', { timeout: patience });
  await library.tab.close();
  return browser;
}

test.each(bothBrowsers)(
  '%s: WebGPU makes what WebAssembly makes of the same seed, within 4/255',
  async (name) => {
    const words = shippedWords(builtExtension(name));
    const open = await withCheckpoint(name);
    const madeOn = async (backend: 'webgpu' | 'wasm'): Promise<Raster> => {
      const editor = await open.openExtensionPage(`editor.html?backend=${backend}`);
      await begin(editor, words, 2);
      await waitForState(editor, 'ready', patience);
      expect(await usedBackend(editor, words)).toBe(words(`backend_${backend}`));
      expect(await seedOf(editor, words)).toBe('7');
      return decodeRgb(await saveAs(open, editor, words));
    };
    const onAdapter = await madeOn('webgpu');
    expect(largestDifference(onAdapter, await madeOn('wasm'))).toBeLessThanOrEqual(4);
    expect(new Set(onAdapter.data).size).toBeGreaterThan(50);
  },
  patience * 3,
);

test(
  'chromium: a graphics card that is lost in the middle is said, and the processor goes on',
  async () => {
    const words = shippedWords(builtExtension('chromium'));
    const open = await withCheckpoint('chromium');
    const editor = await open.openExtensionPage('editor.html?backend=webgpu');
    await begin(editor, words, 100);
    await until(
      'a first step',
      () => editor.evaluate(() => (document.querySelector<HTMLCanvasElement>('.stage__preview')?.width ?? 0) > 0),
      patience,
    );
    if (isChromium(open)) await open.session.send('Browser.crashGpuProcess');
    await waitForState(editor, 'error', patience);
    expect(await failureCode(editor)).toBe('gpu-failed');
    await set(editor, words, words('task_create_option_steps'), '1');
    await editor.click('button', words('try_processor'));
    await waitForState(editor, 'running');
    await waitForState(editor, 'ready', patience);
    expect(await usedBackend(editor, words)).toBe(words('backend_wasm'));
  },
  patience * 3,
);
