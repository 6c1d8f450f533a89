import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { builtExtension } from '../support/builds';
import { isChromium, isFirefox } from '../support/which';
import { launchChromium, type ChromiumExtension } from '../support/chromium';
import { endModelWorker } from '../support/end-worker';
import type { ExtensionBrowser } from '../support/extension-browser';
import {
  cancelTool,
  failureCode,
  failureSentence,
  openFile,
  runTool,
  startTool,
  usedBackend,
  waitForSize,
  waitForState,
} from '../support/journey';
import { bothBrowsers, launch } from '../support/launch';
import type { Tab } from '../support/tab';
import { picturesOnDisk } from '../support/test-pictures';
import { until } from '../support/wait';
import { shippedWords } from '../support/words';

/** Long enough to be interrupted. */
const large = { width: 1200, height: 900 };
const small = { width: 64, height: 48 };

describe.each(bothBrowsers)('%s', (name) => {
  const words = shippedWords(builtExtension(name));
  const files = picturesOnDisk({ large, small });
  let browser: ExtensionBrowser;
  let editor: Tab;

  beforeAll(async () => {
    await files.write();
    browser = await launch(name);
  });

  afterAll(async () => {
    await browser.close();
    files.remove();
  });

  beforeEach(async () => {
    editor = await browser.openExtensionPage('editor.html');
    await openFile(editor, words, files.path('large'));
    await waitForSize(editor, large.width, large.height);
    await startTool(editor, words, 'enlarge');
    await waitForState(editor, 'running');
    return async () => {
      await editor.close();
    };
  });

  async function nextJobWorks(): Promise<void> {
    await openFile(editor, words, files.path('small'));
    await waitForSize(editor, small.width, small.height);
    await runTool(editor, words, 'enlarge');
    await waitForSize(editor, small.width * 2, small.height * 2);
  }

  test('a job is cancelled at once, and the next one works', async () => {
    await cancelTool(editor, words);
    await waitForState(editor, 'ready', 2_000);
    expect(await failureCode(editor)).toBeUndefined();
    await waitForSize(editor, large.width, large.height);
    await nextJobWorks();
  });

  test('the worker dies without a word: the error says so, the picture stays, the next job works', async () => {
    await until('the tool to be at work', () =>
      editor.evaluate(() => document.querySelector('[role=progressbar]')?.hasAttribute('aria-valuenow')),
    );
    await endModelWorker(browser);
    await waitForState(editor, 'error', 10_000);
    expect(await failureCode(editor)).toBe('worker-lost');
    expect(await failureSentence(editor)).toBe(words('error_worker_lost'));
    await waitForSize(editor, large.width, large.height);
    await editor.click('button', words('try_again'));
    await waitForState(editor, 'running');
    await cancelTool(editor, words);
    await nextJobWorks();
  });

  test('the host dies: the error says so, the picture stays, the next job works', async () => {
    await killHost(browser);
    await waitForState(editor, 'error', 10_000);
    expect(await failureCode(editor)).toBe('host-lost');
    expect(await failureSentence(editor)).toBe(words('error_host_lost'));
    await waitForSize(editor, large.width, large.height);
    await nextJobWorks();
    expect(await usedBackend(editor, words)).toBe(words('backend_wasm'));
  });
});

test('the worker ends when it has been idle for a minute, and its memory with it', async () => {
  const words = shippedWords(builtExtension('chromium'));
  const files = picturesOnDisk({ small });
  await files.write();
  const browser = await launchChromium({ extensionDir: builtExtension('chromium') });
  try {
    const editor = await browser.openExtensionPage('editor.html');
    await openFile(editor, words, files.path('small'));
    await runTool(editor, words, 'enlarge');
    // Every worker holds a lock for as long as it lives.
    const workers = (): Promise<number> =>
      browser.inHost(async () => ((await navigator.locks.query()).held ?? []).filter(({ name }) => name?.startsWith('model-worker')).length);
    expect(await workers()).toBe(1);
    await until('the idle worker to end', async () => (await workers()) === 0, 80_000, 500);
    await runTool(editor, words, 'enlarge');
    await waitForSize(editor, small.width * 4, small.height * 4);
  } finally {
    await browser.close();
    files.remove();
  }
});

async function targetOf(browser: ChromiumExtension, type: string, path: string): Promise<string> {
  const { targetInfos } = await browser.session.send('Target.getTargets', { filter: [{}] });
  const target = targetInfos.find((candidate) => candidate.type === type && candidate.url.endsWith(path));
  if (!target) throw new Error(`No ${path} among ${targetInfos.map(({ url }) => url).join(', ')}`);
  return target.targetId;
}

async function killHost(browser: ExtensionBrowser): Promise<void> {
  if (isChromium(browser)) {
    const targetId = await targetOf(browser, 'background_page', '/offscreen.html');
    await browser.session.send('Target.closeTarget', { targetId });
  } else if (isFirefox(browser)) {
    await browser.endBackground();
  }
}
