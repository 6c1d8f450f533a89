import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { z } from 'zod';
import { enlargeTwice, padded } from '../../tests/fixtures/networks';
import type { BrowserName } from '../../tests/support/browsers';
import { buildIfNeeded } from '../../tests/support/builds';
import type { ExtensionBrowser } from '../../tests/support/extension-browser';
import { sha256Of } from '../../tests/support/hub/content';
import type { HubRepository } from '../../tests/support/hub/repository';
import { openLibrary, type LibraryPage } from '../../tests/support/library';
import { proportionalSetSize } from '../../tests/support/memory';
import { sleep, until } from '../../tests/support/wait';
import { startWithHub } from '../../tests/support/with-hub';

const repo = 'bench/model';
const graph = 'model.onnx';
const rounds = 3;

export interface DownloadSpeed {
  /** Milliseconds of each round, of the worker that does nothing else and of the library. */
  bare: number[];
  library: number[];
  /** Bytes that the browser's processes took above what they took before, at the most, with each of the two. */
  bareMemory: number;
  libraryMemory: number;
}

/** The package that ships and one worker more, since the extension can make workers of nothing else. */
async function withBareWorker(name: BrowserName): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'imaginex-bench-'));
  cpSync(buildIfNeeded(name), folder, { recursive: true });
  await build({
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    build: {
      outDir: folder,
      emptyOutDir: false,
      target: 'esnext',
      lib: {
        entry: join(import.meta.dirname, 'bare-download.ts'),
        formats: ['iife'],
        name: 'bareDownload',
        fileName: () => 'bare-download.js',
      },
    },
  });
  return folder;
}

const outcome = z.object({ milliseconds: z.number(), sha256: z.string() });

async function bareDownload(page: LibraryPage, address: string, sha256: string): Promise<number> {
  const told = await page.tab.evaluate(
    (where) =>
      new Promise<unknown>((resolve, reject) => {
        const worker = new Worker('/bare-download.js');
        worker.onmessage = ({ data }) => {
          worker.terminate();
          resolve(data);
        };
        worker.onerror = () => reject(new Error('The worker failed'));
        worker.postMessage(where);
      }),
    address,
  );
  const { milliseconds, sha256: got } = outcome.parse(told);
  if (got !== sha256) throw new Error('The bare download gave other bytes');
  return milliseconds;
}

/** Watches how much more memory the browser takes than at the beginning; tells the most there was. */
function watchMemory(browser: ExtensionBrowser): () => number {
  const idle = proportionalSetSize(browser.processIds());
  let peak = idle;
  const sample = (): void => {
    peak = Math.max(peak, proportionalSetSize(browser.processIds()));
  };
  const timer = setInterval(sample, 200);
  return () => {
    clearInterval(timer);
    sample();
    return peak - idle;
  };
}

/** From asking until every byte is verified; what follows is trying the model, which is no part of it. */
async function libraryDownload(
  browser: ExtensionBrowser,
  page: LibraryPage,
  commit: string,
): Promise<{ milliseconds: number; memory: number }> {
  const peak = watchMemory(browser);
  const started = performance.now();
  const id = await page.does({ type: 'add', repo, commit, graph });
  const verified = ({ state }: { state: string }): boolean => state === 'checking' || state === 'ready';
  await page.waitFor(id, 'verified', verified, 600_000);
  const outcome = { milliseconds: performance.now() - started, memory: peak() };
  await page.waitUntilReady(id, 600_000);
  await page.does({ type: 'remove', model: id });
  await until('the model to be gone', async () => (await page.model(id)) === undefined);
  return outcome;
}

/** Downloads `bytes` from this machine, bare and by the library in turns. */
export async function measureDownload(name: BrowserName, bytes: number): Promise<DownloadSpeed> {
  const extensionDir = await withBareWorker(name);
  const withHub = await startWithHub(name);
  const content = padded(enlargeTwice(), 12, bytes);
  const repository: HubRepository = withHub.hub.publish(repo, { [graph]: content });
  const commit = repository.main.id;
  const browser = await withHub.launch({ extensionDir });
  try {
    const page = await openLibrary(browser);
    const address = `https://huggingface.co/${repo}/resolve/${commit}/${graph}`;
    const sha256 = sha256Of(content);
    const speed: DownloadSpeed = { bare: [], library: [], bareMemory: 0, libraryMemory: 0 };
    for (let round = 0; round < rounds; round++) {
      const peak = watchMemory(browser);
      speed.bare.push(await bareDownload(page, address, sha256));
      speed.bareMemory = Math.max(speed.bareMemory, peak());
      await sleep(2000);
      const { milliseconds, memory } = await libraryDownload(browser, page, commit);
      speed.library.push(milliseconds);
      speed.libraryMemory = Math.max(speed.libraryMemory, memory);
      await sleep(2000);
    }
    return speed;
  } finally {
    await browser.close();
    await withHub.close();
    rmSync(extensionDir, { recursive: true });
  }
}
