import { copyFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BrowserName } from '../support/browsers';
import { builtExtension } from '../support/builds';
import { launchChromium } from '../support/chromium';
import { runTool, saveAs, usedBackend, waitForState } from '../support/journey';
import { launchFirefox } from '../support/firefox';
import { bothBrowsers } from '../support/launch';
import { decodeRgb } from '../support/pictures';
import { sharedFile } from '../support/shared';
import { shippedWords } from '../support/words';

/**
 * WebGPU really runs: on the software adapters of both browsers, which are slow, so on a small crop.
 */

let folder: string;
let crop: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'imaginex-webgpu-'));
  crop = join(folder, 'crop.png');
  await sharp(sharedFile('images/astronaut_512.png'))
    .extract({ left: 200, top: 90, width: 32, height: 24 })
    .toFile(crop);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function resultsOf(name: BrowserName, extensionDir: string): Promise<Record<'webgpu' | 'wasm', Uint8Array<ArrayBuffer>>> {
  const words = shippedWords(extensionDir);
  const start = name === 'chromium' ? launchChromium : launchFirefox;
  const browser = await start({ extensionDir, gpu: 'software' });
  try {
    const results = { webgpu: new Uint8Array(), wasm: new Uint8Array() };
    for (const backend of ['webgpu', 'wasm'] as const) {
      const editor = await browser.openExtensionPage(`editor.html?backend=${backend}`);
      await editor.chooseFiles('button', words('action_choose'), [crop]);
      await waitForState(editor, 'ready');
      await runTool(editor, words, 'enlarge', 240_000);
      expect((await usedBackend(editor, words)).toLowerCase()).toContain(
        backend === 'webgpu' ? 'webgpu' : 'webassembly',
      );
      results[backend] = Uint8Array.from((await decodeRgb(await saveAs(browser, editor, words))).data);
    }
    return results;
  } finally {
    await browser.close();
  }
}

function largestDifference(a: Uint8Array, b: Uint8Array): number {
  expect(a.length).toBe(b.length);
  expect(a.length).toBeGreaterThan(0);
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - (b[i] ?? 0))), 0);
}

test.each(bothBrowsers)(
  '%s: WebGPU gives what WebAssembly gives, within 2/255',
  async (name) => {
    const { webgpu, wasm } = await resultsOf(name, builtExtension(name));
    expect(largestDifference(webgpu, wasm)).toBeLessThanOrEqual(2);
  },
  600_000,
);

test(
  'firefox: a network that computes in float16 gives the same on both, within 2/255',
  async () => {
    const extensionDir = join(folder, 'extension');
    cpSync(builtExtension('firefox'), extensionDir, { recursive: true });
    copyFileSync('tests/fixtures/half-precision.onnx', join(extensionDir, 'starter/enlarge-x2.onnx'));
    const { webgpu, wasm } = await resultsOf('firefox', extensionDir);
    expect(largestDifference(webgpu, wasm)).toBeLessThanOrEqual(2);
    // Not a picture of one colour, which any failure would also agree on.
    expect(new Set(webgpu).size).toBeGreaterThan(50);
  },
  600_000,
);
