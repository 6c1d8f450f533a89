import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { randomDenoiser } from '../../fixtures/denoiser';
import { size } from '../../sizes';
import { builtExtension } from '../../support/builds';
import { folderFiles } from '../../support/checkpoint-folders';
import { launchChromium } from '../../support/chromium';
import { waitForSize, waitForState } from '../../support/journey';
import { openLibrary } from '../../support/library';
import { proportionalSetSize } from '../../support/memory';
import { sleep } from '../../support/wait';
import { shippedWords } from '../../support/words';

const patience = 900_000;

/** Width of what tiny-sd's text encoder gives. */
const textWidth = 32;

test(
  'a denoiser of a real one\'s size makes a picture of 512 × 512 on WebAssembly, in the memory that is promised',
  async () => {
    const words = shippedWords(builtExtension('chromium'));
    const folder = mkdtempSync(join(tmpdir(), 'imaginex-real-size-'));
    const denoiser = join(folder, 'model.onnx');
    writeFileSync(denoiser, randomDenoiser({ textWidth, blocks: size('denoiserBlocks') }));
    const browser = await launchChromium({ extensionDir: builtExtension('chromium') });
    try {
      const library = await openLibrary(browser);
      const files = folderFiles('tiny-sd').map((file) => (file.path === 'unet/model.onnx' ? { ...file, disk: denoiser } : file));
      const id = await library.does({ type: 'import', files }, patience);
      await library.waitUntilReady(id, patience);
      const editor = await browser.openExtensionPage('editor.html?backend=wasm');
      await waitForState(editor, 'empty');
      await sleep(4000);
      const idle = proportionalSetSize(browser.processIds());
      let peak = 0;
      const timer = setInterval(() => {
        peak = Math.max(peak, proportionalSetSize(browser.processIds()) - idle);
      }, 250);
      await editor.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));
      await editor.evaluate((wanted) => {
        [...document.querySelectorAll('label')].find(({ textContent }) => textContent === wanted)?.scrollIntoView({ block: 'center' });
      }, words('task_create_option_steps'));
      await editor.click('textbox', words('task_create_option_steps'));
      await editor.press('Control+a');
      await editor.type('1');
      await editor.press('Tab');
      await editor.click('textbox', words('task_create_option_prompt'));
      await editor.type('a lighthouse');
      const started = performance.now();
      await editor.press('Enter');
      await waitForState(editor, 'running');
      await waitForState(editor, 'ready', patience);
      const seconds = (performance.now() - started) / 1000;
      await waitForSize(editor, 512, 512);
      clearInterval(timer);
      console.log(`one step of 512 × 512: ${seconds.toFixed(1)} s, ${(peak / 1e6).toFixed(0)} MB above idle`);
      expect(peak).toBeLessThan(size('denoiserPeakMegabytes') * 1e6);
    } finally {
      await browser.close();
      rmSync(folder, { recursive: true });
    }
  },
  patience * 2,
);
