import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { enlargeTwice, padded } from '../../fixtures/networks';
import { size } from '../../sizes';
import { contentOf, type Content } from '../../support/hub/content';
import { isForBytesOf, requestsInside, sentFor } from '../../support/hub/traffic';
import { expectedOrigins, extraordinaryHeaders, originsIn } from '../../support/hub/headers';
import type { ExtensionBrowser } from '../../support/extension-browser';
import { bothBrowsers } from '../../support/launch';
import { openLibrary, type LibraryPage } from '../../support/library';
import { Random } from '../../support/random';
import { differences, storedJournal, storedRecord } from '../../support/stored-files';
import { sleep, until } from '../../support/wait';
import { startWithHub, type WithHub } from '../../support/with-hub';

const bytes = size('modelMegabytes') * 1e6;
const patience = 60_000 + size('modelMegabytes') * 1000;
const graph = 'onnx/model.onnx';

/** What a socket and a browser may hold of an answer that is cut before anybody has read it. */
const inFlightBytes = 1_500_000;

describe.each(bothBrowsers)('%s', (name) => {
  let withHub: WithHub;
  let browser: ExtensionBrowser;
  let page: LibraryPage;
  let seed = 1;

  beforeAll(async () => {
    withHub = await startWithHub(name);
    browser = await withHub.launch();
    page = await openLibrary(browser);
  });
  afterAll(async () => {
    await browser.close();
    await withHub.close();
  });
  beforeEach(() => {
    withHub.hub.faults.clear();
    withHub.hub.requests.length = 0;
    return async () => {
      await page.does({ type: 'remove-all' });
      await until('nothing to be left', async () => (await page.state()).models.length === 0);
    };
  });

  /** A repository with a model that nobody has seen yet. */
  function publish(repo: string): { content: Content; commit: string } {
    const content = padded(enlargeTwice(), seed++, bytes);
    const readme = contentOf(new TextEncoder().encode('# A model'));
    const { main } = withHub.hub.publish(repo, { 'README.md': readme, [graph]: content }, 'mit');
    return { content, commit: main.id };
  }

  const add = (repo: string, commit: string): Promise<string> => page.does({ type: 'add', repo, commit, graph });

  test('a model arrives byte for byte, asked for once and by nobody in particular', async () => {
    const repo = 'someone/plain';
    const { content, commit } = publish(repo);
    // A visitor is known by a cookie from now on: the control for what follows.
    const visit = await browser.openTab('https://huggingface.co/');
    await visit.goto('https://huggingface.co/');
    await visit.close();
    expect(withHub.hub.requests.map(({ headers }) => headers.cookie)).toContain('token=visitor');
    withHub.hub.requests.length = 0;

    const looked = await page.ask({ type: 'look-up', repo });
    expect(looked).toMatchObject({
      type: 'repository',
      repository: { repo, commit, licence: 'mit', graphs: [{ path: graph, bytes: content.bytes }] },
    });
    const id = await add(repo, commit);
    const ready = await page.waitUntilReady(id, patience);
    expect(ready).toMatchObject({ origin: 'hub', commit, done: content.bytes, total: content.bytes });
    expect(ready.model).toMatchObject({ tasks: ['enlarge'], scale: 2, licence: 'mit' });
    expect(await differences(page.tab, id, { [graph]: content })).toEqual([]);

    const { requests } = withHub.hub;
    expect(sentFor(requests, repo)).toBe(content.bytes);
    expect([...new Set(requests.map(({ method }) => method))]).toEqual(['GET']);
    expect([...new Set(requests.map(({ host }) => host))].sort()).toEqual(['cas-bridge.xethub.hf.co', 'huggingface.co']);
    expect(extraordinaryHeaders(requests)).toEqual([]);
    expect(originsIn(requests)).toEqual(expectedOrigins(browser));
  }, patience * 2);

  test('a download that is paused goes on with what is missing', async () => {
    const repo = 'someone/paused';
    const { content, commit } = publish(repo);
    const faster = withHub.hub.faults.add(isForBytesOf(repo), { kind: 'slow', bytesPerSecond: content.bytes / 20 });
    const id = await add(repo, commit);
    await page.waitFor(id, 'under way', ({ done }) => done > content.bytes / 10, patience);
    await page.does({ type: 'pause', model: id });
    await page.waitFor(id, 'paused', ({ state }) => state === 'paused');
    const { length } = withHub.hub.requests;
    await sleep(1500);
    expect(withHub.hub.requests.slice(length)).toEqual([]);
    expect(await storedRecord(page.tab, id)).toBeUndefined();
    const [file] = (await storedJournal(page.tab, id))?.files ?? [];
    if (!file) throw new Error('No journal');
    expect(file.received.reduce((sum, [start, end]) => sum + end - start, 0)).toBeGreaterThan(content.bytes / 10);

    faster();
    await page.does({ type: 'resume', model: id });
    await page.waitUntilReady(id, patience);
    expect(await differences(page.tab, id, { [graph]: content })).toEqual([]);
    expect(requestsInside(withHub.hub.requests.slice(length), repo, graph, file.received)).toEqual([]);
  }, patience * 2);

  test('a download goes on when the page that asked for it is closed', async () => {
    const repo = 'someone/left';
    const { content, commit } = publish(repo);
    const faster = withHub.hub.faults.add(isForBytesOf(repo), { kind: 'slow', bytesPerSecond: content.bytes / 20 });
    const id = await add(repo, commit);
    await page.waitFor(id, 'under way', ({ done }) => done > content.bytes / 20, patience);
    await browser.openTab('about:blank');
    await page.tab.close();
    const before = sentFor(withHub.hub.requests, repo);
    await sleep(2000);
    expect(sentFor(withHub.hub.requests, repo)).toBeGreaterThan(before);
    faster();
    await until('all bytes to be sent', () => sentFor(withHub.hub.requests, repo) >= content.bytes, patience);
    page = await openLibrary(browser);
    await page.waitUntilReady(id, patience);
    expect(await differences(page.tab, id, { [graph]: content })).toEqual([]);
    expect(sentFor(withHub.hub.requests, repo)).toBe(content.bytes);
  }, patience * 2);

  test('after a cut nothing that had arrived is fetched again', async () => {
    const repo = 'someone/cut';
    const { content, commit } = publish(repo);
    const random = new Random(seed);
    const cuts = 4;
    withHub.hub.faults.add(isForBytesOf(repo), { kind: 'cut', after: () => random.whole(3e6, 6e6) }, cuts);
    withHub.hub.faults.add(isForBytesOf(repo), { kind: 'slow', bytesPerSecond: 20e6 });
    const id = await add(repo, commit);
    await page.waitUntilReady(id, patience);
    expect(await differences(page.tab, id, { [graph]: content })).toEqual([]);
    expect(sentFor(withHub.hub.requests, repo)).toBeLessThanOrEqual(content.bytes + cuts * inFlightBytes);
  }, patience * 2);
});
