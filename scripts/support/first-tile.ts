import sharp from 'sharp';
import type { ExtensionBrowser } from '../../tests/support/extension-browser';

interface Port {
  postMessage(message: unknown): void;
  onMessage: { addListener(listener: (message: { type: string }) => void): void };
}

declare const chrome: {
  runtime: {
    sendMessage(message: unknown): Promise<unknown>;
    connect(options: { name: string }): Port;
  };
};

/**
 * Milliseconds from asking the host for a job to the first finished tile, twice: with a worker that
 * has to start, compile the runtime and load the model, and with the same worker again.
 */
export async function measureFirstTile(
  browser: ExtensionBrowser,
  pixels: Buffer,
  width: number,
  height: number,
): Promise<{ cold: number; warm: number }> {
  const png = await sharp(pixels, { raw: { width, height, channels: 4 } }).png().toBuffer();
  const tab = await browser.openExtensionPage('/editor.html');
  const [cold = NaN, warm = NaN] = await tab.evaluate(async (base64: string) => {
    await chrome.runtime.sendMessage({ name: 'prepare-host', payload: {} });
    const port = chrome.runtime.connect({ name: 'editor' });
    const waiting = new Map<string, () => void>();
    port.onMessage.addListener((message) => {
      waiting.get(message.type)?.();
      waiting.delete(message.type);
    });
    const next = (type: string) => new Promise<void>((resolve) => waiting.set(type, resolve));
    const input = new Blob([Uint8Array.fromBase64(base64)], { type: 'image/png' });
    const times: number[] = [];
    for (let i = 0; i < 2; i++) {
      const started = performance.now();
      const finished = next('job-done');
      const preview = next('job-preview');
      port.postMessage({
        type: 'run-job',
        job: { jobId: crypto.randomUUID(), task: 'enlarge', options: {}, input, mask: null, backend: 'wasm', previewSize: 256 },
      });
      await preview;
      times.push(performance.now() - started);
      await finished;
    }
    return times;
  }, png.toString('base64'));
  return { cold, warm };
}
