import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { model as classifier } from '../../../models/catalog/entries/vit-base-nsfw-detector';
import { brokenClassifier, classifierConfigs, rednessClassifier } from '../../fixtures/classifier';
import { size as testSize } from '../../sizes';
import { violations } from '../../support/axe';
import { builtExtension } from '../../support/builds';
import { importCheckpoint } from '../../support/checkpoint-folders';
import { colorSchemes, setColorScheme } from '../../support/color-scheme';
import type { ExtensionBrowser } from '../../support/extension-browser';
import { contentOf } from '../../support/hub/content';
import { cancelTool, openFile, startTool, waitForSize, waitForState } from '../../support/journey';
import { bothBrowsers } from '../../support/launch';
import { sidewaysOverflow } from '../../support/overflow';
import { openLibrary, type LibraryPage } from '../../support/library';
import type { Tab } from '../../support/tab';
import { setToolOption } from '../../support/tool-options';
import { until } from '../../support/wait';
import { startWithHub, type WithHub } from '../../support/with-hub';
import { shippedWords } from '../../support/words';

/**
 * A classifier with the contract of the catalog's, which calls explicit what is not blue: noise, which is what the checkpoint
 * makes, and not a blue picture with a border of noise.
 */

const patience = 180_000;

/** Runs in the editor: whether what is being made is no more than spots of colour, however large it is shown. */
function isBlurred(): boolean {
  const preview = document.querySelector('.stage__preview');
  const radius = preview && /^blur\(([\d.]+)px\)$/.exec(getComputedStyle(preview).filter)?.[1];
  return Boolean(preview && radius && Number(radius) >= 0.05 * preview.clientWidth);
}

describe.each(bothBrowsers)('%s', (name) => {
  const words = shippedWords(builtExtension(name));
  const folder = mkdtempSync(join(tmpdir(), 'imaginex-safety-'));
  const blue = join(folder, 'blue.png');
  const size = { width: 240, height: 160 };
  let withHub: WithHub;
  let browser: ExtensionBrowser;
  let editor: Tab;

  beforeAll(async () => {
    await sharp({ create: { ...size, channels: 3, background: { r: 0, g: 0, b: 255 } } }).png().toFile(blue);
    withHub = await startWithHub(name);
    browser = await withHub.launch();
    await inLibrary((library) => importCheckpoint(library, 'tiny-sd', { side: testSize('madeSide') }));
  }, patience);
  afterAll(async () => {
    await browser.close();
    await withHub.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(async () => {
    editor = await browser.openExtensionPage('editor.html');
    await editor.waitFor('button', words('action_choose'));
  });
  afterEach(() => editor.close());

  async function inLibrary(work: (library: LibraryPage) => Promise<unknown>): Promise<void> {
    const library = await openLibrary(browser);
    await work(library);
    await library.tab.close();
  }

  /** Has the classifier of the catalog fetched; what it is on the hub is given. */
  async function fetchClassifier(graph: Uint8Array): Promise<void> {
    if (classifier.source.kind !== 'hub') throw new Error('It is not on the hub');
    withHub.hub.publish(classifier.source.repo, { [classifier.graph]: contentOf(graph) });
    await inLibrary(async (library) => {
      await library.does({ type: 'download', model: classifier.id });
      await library.waitUntilReady(classifier.id);
    });
  }

  const set = (tool: string, option: string, value: number): Promise<void> => setToolOption(editor, words, tool, option, value);

  async function create(steps = 2): Promise<void> {
    await editor.click('textbox', words('task_create_option_prompt'));
    await editor.type('a red fox');
    await set('create', 'steps', steps);
    await editor.click('textbox', words('task_create_option_prompt'));
    await editor.press('Enter');
    await waitForState(editor, 'running');
  }

  async function created(): Promise<void> {
    await create();
    await waitForState(editor, 'ready', patience);
  }

  /** What is said of the picture that is looked at, and what of it is on the page. */
  const seen = () =>
    editor.evaluate(() => {
      const veil = document.querySelector<HTMLElement>('[data-testid="veil"]');
      return {
        outcome: veil?.dataset.outcome ?? null,
        hidden: veil?.dataset.veiled === 'true',
        clear: document.querySelector('.editor__stage img') !== null,
        strip: document.querySelectorAll('.strip canvas.veiled').length,
      };
    });

  const isDisabled = (label: string): Promise<boolean> =>
    editor.evaluate((wanted) => {
      const button = [...document.querySelectorAll('button')].find((each) => (each.getAttribute('aria-label') ?? each.textContent) === wanted);
      return button?.disabled ?? false;
    }, label);

  async function nothingIsSaid(): Promise<void> {
    await created();
    expect(await seen()).toEqual({ outcome: null, hidden: false, clear: true, strip: 0 });
  }

  test('without a classifier nothing looks at what is made', nothingIsSaid, patience);

  describe('with one', () => {
    beforeAll(() => fetchClassifier(rednessClassifier()), patience);

    test('what it finds explicit is hidden, kept from saving and copying, and shown when asked', async () => {
      await created();
      const hidden = { outcome: 'explicit', hidden: true, clear: false, strip: 1 };
      expect(await seen()).toEqual(hidden);
      expect(await isDisabled(words('action_copy'))).toBe(true);
      expect(await isDisabled(words('action_save'))).toBe(true);
      expect(await editor.evaluate(() => document.querySelector<HTMLElement>('[data-testid="veil"]')?.innerText)).toContain(words('veil_explicit'));
      await editor.press('Control+s');
      expect(await editor.evaluate(() => document.querySelector('[role=dialog]') !== null)).toBe(false);
      await editor.click('button', words('veil_show'));
      await until('the picture', async () => (await seen()).clear);
      expect(await seen()).toMatchObject({ hidden: false, strip: 0 });
      expect(await isDisabled(words('action_save'))).toBe(false);
      // The focus is on the same button, which is a way back now.
      await editor.press('Enter');
      await until('it to be hidden again', async () => (await seen()).hidden);
      expect(await seen()).toEqual(hidden);
    }, patience);

    test.each(colorSchemes)('hidden or shown, it can be read and reached in %s and at 320 pixels', async (scheme) => {
      await setColorScheme(browser, editor, scheme);
      await created();
      for (const said of ['veil_show', 'veil_hide']) {
        await editor.waitFor('button', words(said));
        expect(await violations(editor), said).toEqual([]);
        await editor.setViewport(320, 700);
        // The picture is fitted anew a moment after the window has changed.
        await until('nothing to be cut off', async () => (await sidewaysOverflow(editor)).length === 0);
        await editor.setViewport(1280, 800);
        await editor.click('button', words(said));
      }
    }, patience);

    test('what is made of something hidden is hidden, too, and what it was made of as well', async () => {
      await created();
      await startTool(editor, words, 'repair');
      await until('a blurred preview', () => editor.evaluate(isBlurred));
      await until('a result', async () => (await seen()).strip === 3, patience);
      expect(await seen()).toMatchObject({ hidden: true, clear: false });
    }, patience);

    test('what it finds fine is shown', async () => {
      await openFile(editor, words, blue);
      await waitForSize(editor, size.width, size.height);
      await editor.click('radio', words('task_extend_name'));
      await set('extend', 'steps', 2);
      await editor.click('button', words('border_around'));
      await startTool(editor, words, 'extend');
      await waitForState(editor, 'running');
      await waitForState(editor, 'ready', patience);
      expect(await seen()).toEqual({ outcome: null, hidden: false, clear: true, strip: 0 });
    }, patience);

    test('on the way to a picture nothing of it shows clearly, and what was stopped is hidden', async () => {
      await create(60);
      await until('a preview', () => editor.evaluate(() => (document.querySelector<HTMLCanvasElement>('.stage__preview')?.width ?? 0) > 0), patience);
      await until('it to be blurred', () => editor.evaluate(isBlurred));
      await cancelTool(editor, words);
      await waitForState(editor, 'ready', 10_000);
      expect(await seen()).toEqual({ outcome: 'stopped', hidden: true, clear: false, strip: 1 });
    }, patience);

    test('switched off it does not look', async () => {
      const flip = async () => {
        const options = await browser.openExtensionPage('options.html');
        await options.click('switch', words('general_looks'));
        await options.close();
      };
      await flip();
      await nothingIsSaid();
      await flip();
    }, patience);
  });

  test('one of the person’s own, from a folder, looks as well', async () => {
    const { config, preprocessor } = classifierConfigs();
    const contents = { 'onnx/model.onnx': rednessClassifier(), 'config.json': JSON.stringify(config), 'preprocessor_config.json': JSON.stringify(preprocessor) };
    const files = Object.entries(contents).map(([path, content], index) => {
      const disk = join(folder, `own-${index}`);
      writeFileSync(disk, content);
      return { path: `looks/${path}`, disk };
    });
    await inLibrary(async (library) => {
      await library.does({ type: 'remove', model: classifier.id });
      const own = await library.does({ type: 'import', files });
      await library.waitUntilReady(own);
    });
    await created();
    expect(await seen()).toMatchObject({ outcome: 'explicit', hidden: true });
    await inLibrary(async (library) => {
      const own = (await library.state()).models.find(({ model }) => model?.kind === 'classifier');
      await library.does({ type: 'remove', model: own?.id ?? '' });
    });
  }, patience);

  describe('with one that cannot be run', () => {
    beforeAll(async () => {
      await fetchClassifier(brokenClassifier());
    }, patience);

    test('the picture is there, and said not to have been checked; so is the next one', async () => {
      for (const strip of [1, 2]) {
        await created();
        expect(await seen()).toEqual({ outcome: 'failed', hidden: false, clear: true, strip: 0 });
        expect(await isDisabled(words('action_save'))).toBe(false);
        expect(await editor.evaluate(() => document.querySelectorAll('.strip canvas').length)).toBe(strip);
      }
      await editor.click('button', words('dismiss'));
      await until('nothing to be said', async () => (await seen()).outcome === null);
    }, patience);
  });
});
