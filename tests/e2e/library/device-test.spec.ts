import { expect, test } from 'vitest';
import { deviceTest, type DeviceTest } from '../../../messages/library';
import type { ExtensionBrowser } from '../../support/extension-browser';
import { bothBrowsers, launch } from '../../support/launch';

const single = ['matmul-f32', 'conv-f32', 'matmul-int4', 'matmul-int8'] as const;
const half = ['matmul-f16', 'conv-f16', 'clip-f16', 'pad-f16'] as const;

function allRight(names: readonly DeviceTest['checks'][number]['name'][]): DeviceTest['checks'] {
  return names.map((name) => ({ name, outcome: 'right' }));
}

/** Lets the model worker that ships test the device, started by a page of the extension itself. */
async function testDevice(browser: ExtensionBrowser, backend: 'auto' | 'webgpu' | 'wasm'): Promise<DeviceTest> {
  const page = await browser.openExtensionPage('options.html');
  const answer = await page.evaluate(
    (choice) =>
      new Promise<unknown>((resolve, reject) => {
        const worker = new Worker('/model-worker.js');
        worker.onerror = ({ message }) => reject(new Error(message));
        worker.onmessage = ({ data }: MessageEvent<{ type: string; test?: unknown; message?: string }>) => {
          if (data.type === 'alive') return;
          worker.terminate();
          if (data.type === 'tested') resolve(data.test);
          else reject(new Error(`${data.type} ${data.message ?? ''}`));
        };
        worker.postMessage({ type: 'test-device', backend: choice });
      }),
    backend,
  );
  await page.close();
  return deviceTest.parse(answer);
}

test.each(bothBrowsers)(
  '%s: WebAssembly computes everything rightly, and is what is tested where there is only a software adapter',
  async (name) => {
    const browser = await launch(name, { gpu: 'software' });
    try {
      for (const choice of ['wasm', 'auto'] as const) {
        const tested = await testDevice(browser, choice);
        expect(tested).toMatchObject({ backend: 'wasm', f16: false, largestBuffer: 0 });
        expect(tested.checks).toEqual(allRight([...single, ...half]));
        expect(tested.browser).toMatch(name === 'chromium' ? /Chrome\/\d+/ : /Firefox\/\d+/);
      }
    } finally {
      await browser.close();
    }
  },
  300_000,
);

test(
  'chromium: its software adapter computes rightly and has no float16',
  async () => {
    const browser = await launch('chromium', { gpu: 'software' });
    try {
      const tested = await testDevice(browser, 'webgpu');
      expect(tested).toMatchObject({ backend: 'webgpu', f16: false, adapter: 'google swiftshader' });
      expect(tested.checks).toEqual(allRight(single));
      expect(tested.largestBuffer).toBeGreaterThanOrEqual(2 ** 27);
    } finally {
      await browser.close();
    }
  },
  300_000,
);

/** Of float16, Clip and Pad need `models/runtime/shader-fixes.ts`. */
test(
  'firefox: its software adapter computes rightly, float16 included',
  async () => {
    const browser = await launch('firefox', { gpu: 'software' });
    try {
      const tested = await testDevice(browser, 'webgpu');
      expect(tested).toMatchObject({ backend: 'webgpu', f16: true });
      expect(tested.checks).toEqual(allRight([...single, ...half]));
      expect(tested.largestBuffer).toBeGreaterThanOrEqual(2 ** 27);
    } finally {
      await browser.close();
    }
  },
  300_000,
);
