import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExtensionBrowser } from '../../support/extension-browser';
import { bothBrowsers, launch } from '../../support/launch';
import { libraryOn, type LibraryPage } from '../../support/library';
import { sharedFile } from '../../support/shared';
import { inconsistencies, storedModels } from '../../support/stored-files';
import { until } from '../../support/wait';

const patience = 120_000;

/** The files of a recorded checkpoint that an export of it has, by their path in it. */
function exported(model: string): { path: string; disk: string }[] {
  const root = sharedFile(`golden/${model}`);
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((disk) => ({ disk, path: disk.slice(root.length + 1) }))
    .filter(({ path }) => !path.startsWith('unet_f16io'));
}

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
  ])('%s is taken in as one model, tried, shown, and removed', async (model, size) => {
    const files = exported(model).map(({ path, disk }) => ({ path: `${model}/${path}`, disk }));
    const id = await page.does({ type: 'import', files }, patience);
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
    pack(exported('tiny-sd'));
    const id = await page.does({ type: 'import', files: [{ path: 'tiny.zip', disk }] }, patience);
    expect(await page.waitUntilReady(id, patience)).toMatchObject({ name: 'tiny', model: { kind: 'checkpoint' } });
    await page.does({ type: 'remove', model: id });
    pack(exported('tiny-sd').filter(({ path }) => !path.startsWith('vae_decoder')));
    expect(await page.ask({ type: 'import', files: [{ path: 'tiny.zip', disk }] }, patience)).toMatchObject({
      type: 'failed',
      failure: { code: 'import-part-missing', detail: 'vae_decoder/model.onnx' },
    });
    await until('nothing to be left', async () => (await storedModels(page.tab)).length === 0);
  }, 300_000);
});
