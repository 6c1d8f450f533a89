import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withDataFiles } from '../../fixtures/networks';
import { folderFiles, importCheckpoint } from '../../support/checkpoint-folders';
import type { ExtensionBrowser } from '../../support/extension-browser';
import { bothBrowsers, launch } from '../../support/launch';
import { libraryOn, type LibraryPage } from '../../support/library';
import { inconsistencies, storedModels } from '../../support/stored-files';
import { until } from '../../support/wait';

const patience = 120_000;

describe.each(bothBrowsers)('%s', (name) => {
  const folder = mkdtempSync(join(tmpdir(), 'imaginex-checkpoint-'));
  let browser: ExtensionBrowser;
  let page: LibraryPage;

  beforeAll(async () => {
    browser = await launch(name);
    page = await libraryOn(browser, await browser.openExtensionPage('options.html#models'));
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  /** What the page shows of a model. */
  const row = (id: string): Promise<{ state: string | undefined; text: string } | undefined> =>
    page.tab.evaluate((model) => {
      const article = document.querySelector<HTMLElement>(`[data-testid="model-${model}"]`);
      return article ? { state: article.dataset.state, text: article.innerText } : undefined;
    }, id);

  test.each([
    ['tiny-sd', '512 × 512'],
    ['tiny-sdxl', '1024 × 1024'],
  ] as const)('%s is taken in as one model, tried, shown, and removed', async (model, size) => {
    const id = await importCheckpoint(page, model, { timeout: patience });
    const ready = await page.waitUntilReady(id, patience);
    expect(ready).toMatchObject({ name: model, origin: 'own', model: { kind: 'checkpoint', sizes: { multiple: 16 } } });
    expect(await until('its row', () => row(id))).toMatchObject({ state: 'ready' });
    expect((await row(id))?.text).toContain(model);
    expect((await row(id))?.text).toContain(size);
    expect(await inconsistencies(page.tab)).toEqual([]);
    await page.does({ type: 'remove', model: id });
    await until('nothing to be left', async () => (await storedModels(page.tab)).length === 0);
  }, 300_000);

  test('a zip of one is taken in as well, and one that is incomplete names what is missing', async () => {
    const disk = join(folder, 'tiny.zip');
    const pack = (files: readonly { path: string; disk: string }[]): void => {
      writeFileSync(disk, zipSync(Object.fromEntries(files.map((file) => [`tiny/${file.path}`, readFileSync(file.disk)])), { level: 0 }));
    };
    pack(folderFiles('tiny-sd'));
    const id = await page.does({ type: 'import', files: [{ path: 'tiny.zip', disk }] }, patience);
    expect(await page.waitUntilReady(id, patience)).toMatchObject({ name: 'tiny', model: { kind: 'checkpoint' } });
    await page.does({ type: 'remove', model: id });
    pack(folderFiles('tiny-sd').filter(({ path }) => !path.startsWith('vae_decoder')));
    expect(await page.ask({ type: 'import', files: [{ path: 'tiny.zip', disk }] }, patience)).toMatchObject({
      type: 'failed',
      failure: { code: 'import-part-missing', detail: 'vae_decoder/model.onnx' },
    });
    await until('nothing to be left', async () => (await storedModels(page.tab)).length === 0);
  }, 300_000);

  test('one that the memory of this device cannot hold is refused with the reason, before it is copied', async () => {
    await page.does({ type: 'test-device', again: false }, patience);
    const files = folderFiles('tiny-sd');
    const unet = files.find(({ path }) => path === 'unet/model.onnx');
    if (!unet) throw new Error('no denoiser');
    // As much as SD-Turbo's: 865 million numbers of 16 bits.
    const large = withDataFiles(readFileSync(unet.disk), 1, new Array<number>(4).fill(432_500_000));
    const graph = large['model.onnx'];
    if (!graph) throw new Error('no graph');
    const weights = Object.entries(large).filter(([path]) => path !== 'model.onnx');
    writeFileSync(join(folder, 'large.onnx'), graph.read(0, graph.bytes));
    for (const [path, { bytes }] of weights) {
      writeFileSync(join(folder, path), '');
      truncateSync(join(folder, path), bytes);
    }
    const chosen = [
      ...files.filter((file) => file !== unet),
      { path: 'unet/model.onnx', disk: join(folder, 'large.onnx') },
      ...weights.map(([path]) => ({ path: `unet/${path}`, disk: join(folder, path) })),
    ];
    expect(await page.failsTo({ type: 'import', files: chosen }, patience)).toBe('needs-gpu');
    expect(await storedModels(page.tab)).toEqual([]);
  }, 300_000);
});
