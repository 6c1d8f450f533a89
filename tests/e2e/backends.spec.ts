import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { builtExtension } from '../support/builds';
import { openFile, runTool, saveAs, usedBackend, waitForState } from '../support/journey';
import { bothBrowsers, launch } from '../support/launch';
import { decodeRgb } from '../support/pictures';
import { largestDifference, type Raster } from '../support/psnr';
import { sharedFile } from '../support/shared';
import { shippedWords } from '../support/words';

/**
 * WebGPU really runs: on the software adapters of both browsers, which are slow, so on a small crop.
 */
test.each(bothBrowsers)(
  '%s: WebGPU gives what WebAssembly gives, within 2/255',
  async (name) => {
    const words = shippedWords(builtExtension(name));
    const folder = mkdtempSync(join(tmpdir(), 'imaginex-backends-'));
    const crop = join(folder, 'crop.png');
    await sharp(sharedFile('images/astronaut_512.png'))
      .extract({ left: 200, top: 90, width: 32, height: 24 })
      .toFile(crop);
    const browser = await launch(name, { gpu: 'software' });
    const resultOn = async (backend: 'webgpu' | 'wasm'): Promise<Raster> => {
      const editor = await browser.openExtensionPage(`editor.html?backend=${backend}`);
      await openFile(editor, words, crop);
      await waitForState(editor, 'ready');
      await runTool(editor, words, 'enlarge', 240_000);
      expect(await usedBackend(editor, words)).toBe(words(`backend_${backend}`));
      return decodeRgb(await saveAs(browser, editor, words));
    };
    try {
      const onAdapter = await resultOn('webgpu');
      expect(largestDifference(onAdapter, await resultOn('wasm'))).toBeLessThanOrEqual(2);
    } finally {
      await browser.close();
      rmSync(folder, { recursive: true });
    }
  },
  600_000,
);
