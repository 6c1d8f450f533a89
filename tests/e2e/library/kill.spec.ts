import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ByteRange } from '../../../models/store/record';
import { enlargeTwice, padded } from '../../fixtures/networks';
import { size } from '../../sizes';
import { isForBytesOf, requestsInside } from '../../support/hub/traffic';
import type { ExtensionBrowser } from '../../support/extension-browser';
import { killBrowser } from '../../support/kill';
import { bothBrowsers } from '../../support/launch';
import { openLibrary } from '../../support/library';
import { Random } from '../../support/random';
import { differences, storedJournal } from '../../support/stored-files';
import { sleep, until } from '../../support/wait';
import { startWithHub, type WithHub } from '../../support/with-hub';

const bytes = size('modelMegabytes') * 1e6;
const moments = size('killMoments');
const patience = 120_000 + size('modelMegabytes') * 1000;
const graph = 'model.onnx';

/** The longest wait before a kill; the journal hears of what has come every two seconds. */
const longestMs = 4500;

const seed = Number(process.env.IMAGINEX_CHAOS_SEED ?? Date.now() % 1_000_000_007);

describe.each(bothBrowsers)('%s', (name) => {
  let withHub: WithHub;
  let profileDir: string;

  beforeAll(async () => {
    console.log(`${name}: IMAGINEX_CHAOS_SEED=${seed}`);
    withHub = await startWithHub(name);
    profileDir = mkdtempSync(join(tmpdir(), 'imaginex-killed-'));
  });
  afterAll(async () => {
    await withHub.close();
    rmSync(profileDir, { recursive: true, force: true });
  });

  test(
    `killed ${moments} times at random moments, the browser goes on with what it had`,
    async () => {
      const repo = 'someone/killed';
      const content = padded(enlargeTwice(), 5, bytes);
      const { main } = withHub.hub.publish(repo, { [graph]: content });
      const random = new Random(seed);
      let browser: ExtensionBrowser = await withHub.launch({ profileDir });
      let page = await openLibrary(browser);
      const slow = withHub.hub.faults.add(isForBytesOf(repo), {
        kind: 'slow',
        // Three or four blocks are on their way at a time, and it is to outlast every kill.
        bytesPerSecond: ((bytes / (moments * longestMs)) * 1000) / 4,
      });
      const id = await page.does({ type: 'add', repo, commit: main.id, graph });

      let kept = 0;
      /** What was there when the last round began, and the first request of it. */
      let round: { received: readonly ByteRange[]; from: number } = { received: [], from: 0 };
      const fetchedAgain = () => requestsInside(withHub.hub.requests.slice(round.from), repo, graph, round.received);
      for (let moment = 0; moment < moments; moment++) {
        const waited = random.whole(500, longestMs);
        await sleep(waited);
        await killBrowser(browser);
        withHub.hub.cutAll();
        expect(fetchedAgain()).toEqual([]);
        const { length } = withHub.hub.requests;
        browser = await withHub.launch({ profileDir });
        page = await openLibrary(browser);
        await page.waitFor(id, 'paused', ({ state }) => state === 'paused');
        const [file] = (await storedJournal(page.tab, id))?.files ?? [];
        if (!file) throw new Error('The download left no journal');
        const received = file.received.reduce((sum, [start, end]) => sum + end - start, 0);
        console.log(`${name}: killed after ${waited} ms with ${received} of ${bytes} bytes written down`);
        expect(received).toBeGreaterThanOrEqual(kept);
        kept = received;
        await page.does({ type: 'resume', model: id });
        await until('a request', () => withHub.hub.requests.length > length);
        round = { received: file.received, from: length };
      }
      slow();
      await page.waitUntilReady(id, patience);
      expect(fetchedAgain()).toEqual([]);
      expect(await differences(page.tab, id, { [graph]: content })).toEqual([]);
      await browser.close();
    },
    patience + moments * 60_000,
  );
});
