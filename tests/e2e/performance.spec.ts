import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { size } from '../sizes';
import { builtExtension } from '../support/builds';
import { launchChromium } from '../support/chromium';
import { startTool, waitForSize, waitForState } from '../support/journey';
import { proportionalSetSize } from '../support/memory';
import { longestMainThreadTask, startTrace } from '../support/trace';
import { sleep } from '../support/wait';
import { shippedWords } from '../support/words';

const extensionDir = builtExtension('chromium');
const words = shippedWords(extensionDir);
const jobTimeout = 1_800_000;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'imaginex-performance-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A picture with detail everywhere whose ×2 enlargement has about `megapixels`. */
async function pictureFor(megapixels: number): Promise<{ path: string; width: number; height: number }> {
  const width = Math.round(Math.sqrt((megapixels * 1e6) / 3));
  const height = Math.round((width * 3) / 4);
  const path = join(folder, `${width}x${height}.jpg`);
  const noise = { type: 'gaussian', mean: 128, sigma: 30 } as const;
  await sharp({ create: { width, height, channels: 3, background: '#888', noise } })
    .blur(1)
    .jpeg({ quality: 90 })
    .toFile(path);
  return { path, width, height };
}

interface Memory {
  /** Bytes above the same browser with an empty editor. */
  peak: number;
  resultBytes: number;
}

/** Opens a picture, enlarges it and shows the result, while the memory of all processes is watched. */
async function measure(megapixels: number): Promise<Memory> {
  const { path, width, height } = await pictureFor(megapixels);
  const browser = await launchChromium({ extensionDir });
  try {
    const editor = await browser.openExtensionPage('editor.html');
    await waitForState(editor, 'empty');
    await sleep(2000);
    const idle = proportionalSetSize(browser.processIds());
    let peak = 0;
    const sample = () => {
      peak = Math.max(peak, proportionalSetSize(browser.processIds()) - idle);
    };
    const timer = setInterval(sample, 200);
    await editor.chooseFiles('button', words('action_choose'), [path]);
    await waitForState(editor, 'ready');
    await startTool(editor, words, 'enlarge');
    await waitForState(editor, 'running');
    await waitForState(editor, 'ready', jobTimeout);
    await waitForSize(editor, width * 2, height * 2);
    await sleep(1000);
    clearInterval(timer);
    return { peak, resultBytes: width * height * 4 * 4 };
  } finally {
    await browser.close();
  }
}

test(
  'memory grows by at most three copies of what the result grows by',
  async () => {
    const small = await measure(2);
    const large = await measure(size('memoryResultMegapixels'));
    console.log(
      `peak above idle: ${(small.peak / 1e6).toFixed(0)} MB for 2 MP, ${(large.peak / 1e6).toFixed(0)} MB for ${size('memoryResultMegapixels')} MP out`,
    );
    expect(large.peak - small.peak).toBeLessThanOrEqual(3 * (large.resultBytes - small.resultBytes));
    expect(large.peak).toBeLessThanOrEqual(1.5e9);
  },
  2 * jobTimeout,
);

test(
  'while a job runs, progress moves at least twice a second and the editor stays free',
  async () => {
    const { path, width, height } = await pictureFor(3);
    const browser = await launchChromium({ extensionDir });
    try {
      const editor = await browser.openExtensionPage('editor.html');
      await editor.chooseFiles('button', words('action_choose'), [path]);
      await waitForState(editor, 'ready');
      // Opening and showing the picture is work of its own; the watch begins when that is done.
      await sleep(1000);
      await editor.evaluate(() => {
        const times: number[] = [];
        Object.assign(window, { progressTimes: times });
        new MutationObserver((records) => {
          // The bar itself: React writes its style only when its length changes.
          const moved = records.some(
            ({ target }) => target instanceof Element && target.matches('.run-control__done'),
          );
          if (moved) times.push(performance.now());
        }).observe(document.body, { subtree: true, attributeFilter: ['style'] });
      });
      // The press that starts the job is no task of it; the first one after it is.
      await editor.evaluate(() => {
        const page = document.querySelector<HTMLElement>('[data-testid="editor"]');
        if (!page) throw new Error('There is no editor');
        new MutationObserver(() => {
          if (page.dataset.state === 'running') performance.mark('job-runs');
        }).observe(page, { attributeFilter: ['data-state'] });
      });
      const trace = await startTrace(browser.session);
      await startTool(editor, words, 'enlarge');
      await waitForState(editor, 'running');
      await waitForState(editor, 'ready', jobTimeout);
      await waitForSize(editor, width * 2, height * 2);
      const events = await trace.stop();
      const times = await editor.evaluate(() =>
        'progressTimes' in window && Array.isArray(window.progressTimes) ? window.progressTimes.map(Number) : [],
      );
      const { threadMilliseconds, tasks } = longestMainThreadTask(events, 'job-runs');
      expect(tasks).toBeGreaterThan(100);
      expect(threadMilliseconds).toBeLessThanOrEqual(50);
      expect((times.at(-1) ?? NaN) - (times[0] ?? NaN)).toBeGreaterThan(2000);
      // Two steps of the bar, wherever one begins to count.
      const forTwo = times.slice(2).map((time, i) => time - (times[i] ?? 0));
      expect(Math.max(...forTwo)).toBeLessThanOrEqual(1000);
      console.log(
        `longest task ${threadMilliseconds.toFixed(1)} ms of ${tasks}; two steps of progress take at most ${Math.max(...forTwo).toFixed(0)} ms`,
      );
    } finally {
      await browser.close();
    }
  },
  jobTimeout,
);
