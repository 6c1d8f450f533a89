import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ErrorCode } from '../../../messages/errors';
import { enlargeTwice, padded } from '../../fixtures/networks';
import { size } from '../../sizes';
import type { Content } from '../../support/hub/content';
import type { Fault, HubSubject } from '../../support/hub/faults';
import type { ExtensionBrowser } from '../../support/extension-browser';
import { bothBrowsers } from '../../support/launch';
import { openLibrary, type LibraryPage } from '../../support/library';
import { differences, inconsistencies, storedModels, storedRecord } from '../../support/stored-files';
import { until } from '../../support/wait';
import { startWithHub, type WithHub } from '../../support/with-hub';

const bytes = size('modelMegabytes') * 1e6;
/** Connections that say nothing are given up after half a minute, hosts that stay busy after a minute and more. */
const patience = 240_000 + size('modelMegabytes') * 2000;
const graph = 'onnx/model.onnx';

/** Bytes after which a connection is cut: at once, within what is read at a time, at its edges, and late. */
const cuts = [0, 1, 65_536, 262_144, 262_145, 700_000, 2_999_999];

function nextCut(): () => number {
  let count = 0;
  return () => cuts[count++ % cuts.length] ?? 0;
}

interface Trouble {
  name: string;
  at: HubSubject['kind'];
  fault: Fault;
  /** How many requests get it; all unless told. */
  times?: number;
  /** How it ends: with all bytes, or paused with this reason. */
  ends: 'ready' | ErrorCode;
}

const troubles: readonly Trouble[] = [
  { name: 'cut', at: 'storage', fault: { kind: 'cut', after: nextCut() }, times: 12, ends: 'ready' },
  { name: 'cut-before-storage', at: 'resolve', fault: { kind: 'cut', after: () => 0 }, times: 3, ends: 'ready' },
  { name: 'unreachable', at: 'resolve', fault: { kind: 'cut', after: () => 0 }, ends: 'download-offline' },
  { name: 'stall', at: 'storage', fault: { kind: 'stall', after: 500_000 }, times: 2, ends: 'ready' },
  { name: 'whole', at: 'storage', fault: { kind: 'whole' }, ends: 'ready' },
  { name: 'wrong-byte', at: 'storage', fault: { kind: 'flip', at: 1_234_567 }, ends: 'download-damaged' },
  { name: 'too-short', at: 'storage', fault: { kind: 'resize', by: -3 }, times: 3, ends: 'ready' },
  { name: 'too-long', at: 'storage', fault: { kind: 'resize', by: 5 }, times: 3, ends: 'ready' },
  { name: 'other-size', at: 'storage', fault: { kind: 'total', by: 1 }, ends: 'download-changed' },
  { name: 'missing', at: 'resolve', fault: { kind: 'status', status: 404 }, ends: 'download-not-found' },
  { name: 'locked', at: 'resolve', fault: { kind: 'status', status: 401 }, ends: 'download-forbidden' },
  { name: 'expired', at: 'storage', fault: { kind: 'status', status: 403 }, times: 2, ends: 'ready' },
  {
    name: 'limited',
    at: 'resolve',
    fault: { kind: 'status', status: 429, headers: { 'retry-after': '2' } },
    times: 1,
    ends: 'ready',
  },
  { name: 'broken', at: 'storage', fault: { kind: 'status', status: 503 }, times: 3, ends: 'ready' },
  { name: 'broken-for-good', at: 'storage', fault: { kind: 'status', status: 500 }, ends: 'download-busy' },
  {
    name: 'elsewhere',
    at: 'resolve',
    fault: { kind: 'redirect', to: 'https://elsewhere.example/model.onnx' },
    ends: 'download-redirected',
  },
  { name: 'slow', at: 'storage', fault: { kind: 'slow', bytesPerSecond: bytes / 20 }, ends: 'ready' },
];

describe.each(bothBrowsers)('%s', (name) => {
  let withHub: WithHub;
  let browser: ExtensionBrowser;
  let page: LibraryPage;

  beforeAll(async () => {
    withHub = await startWithHub(name);
    browser = await withHub.launch();
    page = await openLibrary(browser);
  });
  afterAll(async () => {
    await browser.close();
    await withHub.close();
  });

  const repoOf = (trouble: Trouble): string => `trouble/${trouble.name}`;

  /** How a download ended, in a word. */
  async function endOf(id: string, trouble: Trouble): Promise<string> {
    const done = await page.waitFor(
      id,
      `at an end after ${trouble.name}`,
      ({ state, failure }) => state === 'ready' || (state === 'paused' && failure !== undefined),
      patience,
    );
    return done.failure?.code ?? 'ready';
  }

  test(
    'a download in any trouble ends with all bytes or with the reason, and nothing is half there',
    async () => {
      const contents = new Map<Trouble, Content>();
      const ids = new Map<Trouble, string>();
      for (const [index, trouble] of troubles.entries()) {
        const content = padded(enlargeTwice(), 1000 + index, bytes);
        const { main } = withHub.hub.publish(repoOf(trouble), { [graph]: content });
        const { at, fault, times } = trouble;
        withHub.hub.faults.add(({ kind, repo }) => kind === at && repo === repoOf(trouble), fault, times);
        contents.set(trouble, content);
        // All of them at the same time, as a person may ask for them.
        ids.set(trouble, await page.does({ type: 'add', repo: repoOf(trouble), commit: main.id, graph }));
      }

      const wrong: string[] = [];
      for (const [trouble, id] of ids) {
        const end = await endOf(id, trouble);
        if (end !== trouble.ends) wrong.push(`${trouble.name} ended with ${end}, not ${trouble.ends}`);
        const content = contents.get(trouble);
        if (end === 'ready' && content) {
          wrong.push(...(await differences(page.tab, id, { [graph]: content })).map((line) => `${trouble.name}: ${line}`));
        } else if ((await storedRecord(page.tab, id)) !== undefined) {
          wrong.push(`${trouble.name} left a record`);
        }
      }
      expect(wrong).toEqual([]);
      const strangers = withHub.proxy.seen.filter(({ host }) => host.endsWith('.example'));
      expect(strangers).toEqual([]);
      const limited = withHub.hub.requests.filter(({ repo, kind }) => repo === 'trouble/limited' && kind === 'resolve');
      expect(limited.map(({ status }) => status)).toContain(429);

      // When the trouble is over, what was given up goes on.
      withHub.hub.faults.clear();
      const given = troubles.filter(({ ends }) => ends !== 'ready');
      for (const trouble of given) await page.does({ type: 'resume', model: ids.get(trouble) ?? '' });
      for (const trouble of given) {
        const id = ids.get(trouble) ?? '';
        await page.waitUntilReady(id, patience);
        const content = contents.get(trouble);
        if (content) expect(await differences(page.tab, id, { [graph]: content })).toEqual([]);
      }
      await page.does({ type: 'remove-all' });
      await until('nothing to be left', async () => (await storedModels(page.tab)).length === 0);
    },
    patience * 3,
  );

  test('no answer of the hub is trusted further than it makes sense', async () => {
    const { hub } = withHub;
    hub.faults.clear();
    const repo = 'trouble/listing';
    const content = padded(enlargeTwice(), 77, 400_000);
    const { main } = hub.publish(repo, { [graph]: content });
    const ends = async (fault: Fault, at: HubSubject['kind'] = 'revision'): Promise<ErrorCode> => {
      const over = hub.faults.add(({ kind }) => kind === at, fault);
      const code = await page.failsTo({ type: 'look-up', repo }, patience);
      over();
      return code;
    };
    expect(await page.failsTo({ type: 'look-up', repo: 'no/where' }, patience)).toBe('download-not-found');
    expect(await ends({ kind: 'status', status: 403 })).toBe('download-forbidden');
    expect(await ends({ kind: 'status', status: 404 }, 'tree')).toBe('download-not-found');
    expect(await ends({ kind: 'status', status: 200 }, 'tree')).toBe('hub-answer-unknown');
    expect(await ends({ kind: 'redirect', to: 'https://elsewhere.example/' })).toBe('download-redirected');
    hub.publish('trouble/empty', { 'README.md': padded(enlargeTwice(), 78, 4) });
    expect(await page.failsTo({ type: 'look-up', repo: 'trouble/empty' }, patience)).toBe('hub-no-model');
    // A listing in many pages is read to its end.
    hub.pageLength = 1;
    expect(await page.ask({ type: 'look-up', repo })).toMatchObject({ type: 'repository', repository: { commit: main.id } });
    hub.pageLength = Infinity;
  }, patience);

  test('what was looked at is what is fetched, though main has moved on', async () => {
    const repo = 'trouble/moved';
    const content = padded(enlargeTwice(), 79, 400_000);
    const seen = withHub.hub.publish(repo, { [graph]: content });
    const commit = seen.main.id;
    seen.commit({ [graph]: padded(enlargeTwice(), 80, 500_000) });
    const id = await page.does({ type: 'add', repo, commit, graph });
    await page.waitUntilReady(id);
    expect(await differences(page.tab, id, { [graph]: content })).toEqual([]);
    await page.does({ type: 'remove', model: id });
    expect(await inconsistencies(page.tab)).toEqual([]);
  });

  test('a download waits for a connection that is gone for a while, and goes on by itself', async () => {
    const repo = 'trouble/offline';
    const content = padded(enlargeTwice(), 81, bytes);
    const { main } = withHub.hub.publish(repo, { [graph]: content });
    const slow = withHub.hub.faults.add(({ kind }) => kind === 'storage', { kind: 'slow', bytesPerSecond: bytes / 20 });
    const id = await page.does({ type: 'add', repo, commit: main.id, graph });
    await page.waitFor(id, 'under way', ({ done }) => done > bytes / 20);
    withHub.hub.setOffline(true);
    const { length } = withHub.proxy.seen;
    await until('it to be tried again in vain', () => withHub.proxy.seen.length > length);
    const waiting = await page.model(id);
    expect(waiting).toMatchObject({ state: 'downloading' });
    withHub.hub.setOffline(false);
    slow();
    await page.waitUntilReady(id, patience);
    expect(await differences(page.tab, id, { [graph]: content })).toEqual([]);
  }, patience);
});
