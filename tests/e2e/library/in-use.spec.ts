import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BrowserName } from '../../support/browsers';
import { buildModel, float16Tensor } from '../../../models/onnx/graph-builder';
import { enlargeTwice } from '../../fixtures/networks';
import type { ExtensionBrowser } from '../../support/extension-browser';
import { bothBrowsers, launch } from '../../support/launch';
import { openLibrary, type LibraryPage } from '../../support/library';
import { runLibraryModel } from '../../support/run-model';
import { storedPaths } from '../../support/stored-files';
import { until } from '../../support/wait';

const patience = 120_000;

/** Softens a picture in float16, by way of Clip, which Firefox's shader compiler stumbles over without `shader-fixes.ts`. */
function halfNetwork(): Uint8Array {
  const dims = [1, 3, 'height', 'width'];
  const kernel = [0, 0.02, 0, 0.02, 0.92, 0.02, 0, 0.02, 0];
  return buildModel({
    inputs: [{ name: 'picture', type: 'float16', dims }],
    outputs: [{ name: 'result', type: 'float16', dims }],
    initializers: [
      float16Tensor('kernel', [3, 1, 3, 3], [...kernel, ...kernel, ...kernel]),
      float16Tensor('zero', [], [0]),
      float16Tensor('one', [], [1]),
    ],
    nodes: [
      // Behind the convolution it would become a part of it.
      { op: 'Clip', inputs: ['picture', 'zero', 'one'], outputs: ['clipped'] },
      {
        op: 'Conv',
        inputs: ['clipped', 'kernel'],
        outputs: ['result'],
        attributes: { group: { int: 3 }, pads: { ints: [1, 1, 1, 1] } },
      },
    ],
  });
}

describe.each(bothBrowsers)('%s', (name: BrowserName) => {
  const folder = mkdtempSync(join(tmpdir(), 'imaginex-in-use-'));
  let browser: ExtensionBrowser;
  let page: LibraryPage;

  beforeAll(async () => {
    browser = await launch(name, { gpu: 'software' });
    page = await openLibrary(browser);
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  async function takeIn(bytes: Uint8Array): Promise<string> {
    const disk = join(folder, 'model.onnx');
    writeFileSync(disk, bytes);
    const id = await page.does({ type: 'import', files: [{ path: 'model.onnx', disk }] }, patience);
    await page.waitUntilReady(id, patience);
    return id;
  }

  test('the device is tested once, kept, and tested again when that is asked for', async () => {
    await page.does({ type: 'test-device', again: false }, patience);
    const first = await until('what the device can do', async () => (await page.state()).device);
    // A software adapter counts as none.
    expect(first.backend).toBe('wasm');
    expect(first.checks.map(({ outcome }) => outcome)).toEqual(first.checks.map(() => 'right'));
    await page.does({ type: 'test-device', again: false }, patience);
    expect((await page.state()).device).toEqual(first);
    await page.does({ type: 'test-device', again: true }, patience);
    await until('a newer test', async () => ((await page.state()).device?.testedAt ?? 0) > first.testedAt || undefined);
    expect((await storedPaths(page.tab)).map(({ path }) => path)).toContain('device.json');
  }, 300_000);

  test('removing a model ends the job that runs with it, and nothing of it is left to run', async () => {
    const model = await takeIn(enlargeTwice());
    const small = { task: 'enlarge', model, width: 32, height: 32 } as const;
    expect(await runLibraryModel(page.tab, small)).toEqual({ width: 64, height: 64 });
    expect((await until('its use to be noted', async () => (await page.model(model))?.usedAt)) > 0).toBe(true);
    const running = runLibraryModel(page.tab, { ...small, width: 1600, height: 1600 });
    const ended = expect(running).rejects.toThrow('model-missing');
    // Long enough for the job to have begun, and nowhere near its end.
    await page.tab.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1000)));
    await page.does({ type: 'remove', model }, patience);
    await ended;
    await until('nothing of it to be left', async () => {
      const paths = await storedPaths(page.tab);
      return paths.every(({ path }) => !path.startsWith('models/'));
    });
    await expect(runLibraryModel(page.tab, small)).rejects.toThrow('model-missing');
  }, 300_000);

  test('a network in float16 runs on WebAssembly, and on a GPU where that has float16', async () => {
    const model = await takeIn(halfNetwork());
    const job = { task: 'repair', model, width: 40, height: 24 } as const;
    const size = { width: 40, height: 24 };
    expect(await runLibraryModel(page.tab, job)).toEqual(size);
    const onGpu = runLibraryModel(page.tab, { ...job, backend: 'webgpu' });
    // Chromium's software adapter has none.
    if (name === 'firefox') expect(await onGpu).toEqual(size);
    else await expect(onGpu).rejects.toThrow('gpu-failed');
    await page.does({ type: 'remove', model });
  }, 300_000);
});
