import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { parsePythonJson } from '../../../models/diffusion/python-json';
import { conformanceCases, type ConformanceCase } from '../../../scripts/support/conformance-case';
import { buildPartialExtension } from '../../support/build-extension';
import { folderFiles } from '../../support/checkpoint-folders';
import { bothBrowsers } from '../../support/launch';
import { launchChromium } from '../../support/chromium';
import { launchFirefox } from '../../support/firefox';
import { sharedFile } from '../../support/shared';
import { until } from '../../support/wait';

/** One run for each prompt, and one that is guided. */
const ids = ['turbo-4', 'ddim-cfg'];

/** Largest difference of a latent: GPUs add up in an order of their own. */
const tolerance = 5e-3;

const patience = 900_000;

function filesOf(cases: readonly ConformanceCase[]): Map<string, string> {
  const runtime = (name: string) => [`ort/${name}`, resolve('node_modules/onnxruntime-web/dist', name)] as const;
  const tensors = cases.flatMap(({ noise, expected }) => [...noise, ...expected.latentsPerStep, expected.image]);
  return new Map([
    runtime('ort-wasm-simd-threaded.jspi.mjs'),
    runtime('ort-wasm-simd-threaded.jspi.wasm'),
    ...folderFiles('tiny-sd').map(({ path, disk }) => [`golden/tiny-sd/${path}`, disk] as const),
    ...tensors.map(({ file }) => [`golden/${file}`, sharedFile(`golden/${file}`)] as const),
  ]);
}

test.each(bothBrowsers)(
  '%s: the engine lands on what diffusers recorded, on WebGPU',
  async (name) => {
    const all = conformanceCases.parse(parsePythonJson(readFileSync(sharedFile('golden/cases.json'), 'utf8'))).cases;
    const cases = all.filter(({ id }) => ids.includes(id));
    expect(cases).toHaveLength(ids.length);
    const root = join(import.meta.dirname, 'extension');
    const folder = await buildPartialExtension(name, { root, name: 'Engine under test', files: filesOf(cases) });
    const options = { extensionDir: folder, gpu: 'software' } as const;
    const browser = await (name === 'chromium' ? launchChromium(options) : launchFirefox(options));
    try {
      const tab = await browser.openExtensionPage('index.html');
      await until('the page', () => tab.evaluate(() => typeof globalThis.runCase === 'function'));
      for (const recorded of cases) {
        const paths = folderFiles('tiny-sd').map(({ path }) => path);
        const reply = await tab.evaluate((request) => globalThis.runCase?.(request), { recorded, paths, backend: 'webgpu' } as const);
        if (!reply?.ok) throw new Error(`${recorded.id}: ${reply?.message ?? 'no answer'}`);
        const { latentsPerStep, schedule } = reply.differences;
        console.log(`${name} ${recorded.id}: ${latentsPerStep.map((difference) => difference.toExponential(1)).join(' ')}`);
        expect(Math.max(...latentsPerStep), recorded.id).toBeLessThan(tolerance);
        expect(schedule).toBeLessThan(1e-3);
      }
    } finally {
      await browser.close();
      await rm(folder, { recursive: true });
    }
  },
  patience,
);
