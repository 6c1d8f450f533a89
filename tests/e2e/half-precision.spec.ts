import { copyFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { builtExtension } from '../support/builds';
import { launchFirefox } from '../support/firefox';
import { runTool, saveAs, usedBackend, waitForState } from '../support/journey';
import { decodeRgb } from '../support/pictures';
import { largestDifference, type Raster } from '../support/psnr';
import { sharedFile } from '../support/shared';
import { shippedWords } from '../support/words';

/**
 * A network that computes in float16, in place of a weight that ships. Only Firefox's software adapter
 * has float16; its shader compiler needs `models/runtime/shader-fixes.ts`.
 */
test(
  'firefox: a float16 network gives the same on WebGPU and WebAssembly, within 2/255',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'imaginex-half-precision-'));
    const extensionDir = join(folder, 'extension');
    cpSync(builtExtension('firefox'), extensionDir, { recursive: true });
    copyFileSync('tests/fixtures/half-precision.onnx', join(extensionDir, 'starter/enlarge-x2.onnx'));
    const crop = join(folder, 'crop.png');
    await sharp(sharedFile('images/astronaut_512.png'))
      .extract({ left: 200, top: 90, width: 32, height: 24 })
      .toFile(crop);
    const words = shippedWords(extensionDir);
    const browser = await launchFirefox({ extensionDir, gpu: 'software' });
    const resultOn = async (backend: 'webgpu' | 'wasm'): Promise<Raster> => {
      const editor = await browser.openExtensionPage(`editor.html?backend=${backend}`);
      await editor.chooseFiles('button', words('action_choose'), [crop]);
      await waitForState(editor, 'ready');
      await runTool(editor, words, 'enlarge', 240_000);
      // Without an adapter there is WebAssembly instead, which agrees with itself.
      expect(await usedBackend(editor, words)).toBe(words(`backend_${backend}`));
      return decodeRgb(await saveAs(browser, editor, words));
    };
    try {
      const onAdapter = await resultOn('webgpu');
      expect(largestDifference(onAdapter, await resultOn('wasm'))).toBeLessThanOrEqual(2);
      // Not a picture of one colour, which any failure would also agree on.
      expect(new Set(onAdapter.data).size).toBeGreaterThan(50);
    } finally {
      await browser.close();
      rmSync(folder, { recursive: true });
    }
  },
  600_000,
);
