import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { enlargeTwice, padded } from '../../fixtures/networks';
import { size } from '../../sizes';
import { builtExtension } from '../../support/builds';
import { endModelWorker, tellWorkersApart } from '../../support/end-worker';
import type { ExtensionBrowser } from '../../support/extension-browser';
import type { Content } from '../../support/hub/content';
import { isForBytesOf, sentFor } from '../../support/hub/traffic';
import { cancelTool, failureCode, openFile, startTool, waitForSize, waitForState } from '../../support/journey';
import { bothBrowsers } from '../../support/launch';
import { openLibrary, type LibraryPage } from '../../support/library';
import { runLibraryModel } from '../../support/run-model';
import { differences } from '../../support/stored-files';
import type { Tab } from '../../support/tab';
import { picturesOnDisk } from '../../support/test-pictures';
import { quiet, until } from '../../support/wait';
import { startWithHub, type WithHub } from '../../support/with-hub';
import { shippedWords } from '../../support/words';

const bytes = size('modelMegabytes') * 1e6;
const patience = 60_000 + size('modelMegabytes') * 1000;
const graph = 'model.onnx';
/** Long enough to be interrupted. */
const large = { width: 1200, height: 900 };

describe.each(bothBrowsers)('%s', (name) => {
  const words = shippedWords(builtExtension(name));
  const files = picturesOnDisk({ large });
  let withHub: WithHub;
  let browser: ExtensionBrowser;
  let page: LibraryPage;
  let editor: Tab;
  let seed = 40;

  beforeAll(async () => {
    await files.write();
    withHub = await startWithHub(name);
    browser = await withHub.launch();
    page = await openLibrary(browser);
    await tellWorkersApart(browser);
  });
  afterAll(async () => {
    await browser.close();
    await withHub.close();
    files.remove();
  });
  beforeEach(async () => {
    withHub.hub.faults.clear();
    editor = await browser.openExtensionPage('editor.html');
    await openFile(editor, words, files.path('large'));
    await waitForSize(editor, large.width, large.height);
    return async () => {
      await editor.close();
    };
  });

  /** A download that is under way and takes its time until it is told not to. */
  async function slowDownload(repo: string): Promise<{ id: string; content: Content; faster: () => void }> {
    const content = padded(enlargeTwice(), seed++, bytes);
    const { main } = withHub.hub.publish(repo, { [graph]: content });
    const faster = withHub.hub.faults.add(isForBytesOf(repo), { kind: 'slow', bytesPerSecond: content.bytes / 60 });
    const id = await page.does({ type: 'add', repo, commit: main.id, graph });
    await page.waitFor(id, 'under way', ({ done }) => done > content.bytes / 50, patience);
    return { id, content, faster };
  }

  async function startJob(): Promise<void> {
    await editor.focus();
    await startTool(editor, words, 'enlarge');
    await waitForState(editor, 'running');
    await until('the tool to be at work', () =>
      editor.evaluate(() => document.querySelector('[role=progressbar]')?.hasAttribute('aria-valuenow')),
    );
  }

  async function expectToGoOn(repo: string, { id, content, faster }: Awaited<ReturnType<typeof slowDownload>>): Promise<void> {
    const before = sentFor(withHub.hub.requests, repo);
    await until('more bytes to be asked for', () => sentFor(withHub.hub.requests, repo) > before, patience);
    faster();
    await page.waitUntilReady(id, patience);
    expect(await differences(page.tab, id, { [graph]: content })).toEqual([]);
    // Not begun anew, and not interrupted either.
    expect(sentFor(withHub.hub.requests, repo)).toBe(content.bytes);
  }

  test('a job that is cancelled stops no download', async () => {
    const download = await slowDownload('beside/cancelled');
    await startJob();
    await cancelTool(editor, words);
    await waitForState(editor, 'ready');
    await expectToGoOn('beside/cancelled', download);
  }, patience * 2);

  test('a model worker that dies stops no download', async () => {
    const download = await slowDownload('beside/crashed');
    await startJob();
    await endModelWorker(browser);
    await waitForState(editor, 'error');
    expect(await failureCode(editor)).toBe('worker-lost');
    await expectToGoOn('beside/crashed', download);
  }, patience * 2);

  test('with the network off, what was downloaded runs', async () => {
    const ready = (await page.state()).models.filter(({ state }) => state === 'ready');
    expect(ready.map(({ name: model }) => model).sort()).toEqual(['cancelled', 'crashed']);
    withHub.hub.setOffline(true);
    // Firefox may be about to open one more connection than the download needed in the end.
    await quiet(() => withHub.proxy.seen.length);
    withHub.proxy.seen.length = 0;
    for (const { id } of ready) {
      const result = await runLibraryModel(page.tab, { task: 'enlarge', model: id, width: 60, height: 40 });
      expect(result).toEqual({ width: 120, height: 80 });
    }
    expect(withHub.proxy.seen.filter(({ host }) => host === 'huggingface.co' || host.endsWith('.hf.co'))).toEqual([]);
    withHub.hub.setOffline(false);
  }, patience);
});
