import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { builtExtension } from '../support/builds';
import { isChromium, isFirefox } from '../support/which';
import { CdpTarget } from '../support/cdp-target';
import type { ChromiumExtension } from '../support/chromium';
import type { ExtensionBrowser } from '../support/extension-browser';
import {
  failureCode,
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
    await editor.click('button', words('cancel'));
    await waitForState(editor, 'ready', 2_000);
    expect(await failureCode(editor)).toBeUndefined();
    await waitForSize(editor, large.width, large.height);
    await nextJobWorks();
  });

  test('the host dies: the error says so, the picture stays, the next job works', async () => {
    await killHost(browser);
    await waitForState(editor, 'error', 10_000);
    expect(await failureCode(editor)).toBe('host-lost');
    await waitForSize(editor, large.width, large.height);
    await nextJobWorks();
    expect(await usedBackend(editor, words)).toBe(words('backend_wasm'));
  });

  // Firefox shows its workers to nobody outside.
  if (name === 'chromium') test('the worker dies: the error says so, the next job works', async () => {
    await killWorker(browser);
    await waitForState(editor, 'error', 30_000);
    expect(await failureCode(editor)).toMatch(/^(worker|host)-lost$/);
    await nextJobWorks();
  });
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

/** Ends the worker in the middle of its job. */
async function killWorker(browser: ExtensionBrowser): Promise<void> {
  if (!isChromium(browser)) throw new Error('Only Chromium shows its workers');
  const worker = await CdpTarget.attach(browser.session, await targetOf(browser, 'worker', '/model-worker.js'));
  worker.send('Runtime.evaluate', { expression: 'self.close()' }).catch((error: unknown) => {
    if (!(error instanceof Error && error.message === 'The target went away')) throw error;
  });
}
