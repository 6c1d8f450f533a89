import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Library } from '../../../messages/library';
import { enlargeTwice, padded } from '../../fixtures/networks';
import { size } from '../../sizes';
import { endHost } from '../../support/end-host';
import type { ExtensionBrowser } from '../../support/extension-browser';
import type { Content } from '../../support/hub/content';
import { bothBrowsers } from '../../support/launch';
import { libraryOn, openLibrary, type Asked, type LibraryPage } from '../../support/library';
import { Random } from '../../support/random';
import { differences, inconsistencies } from '../../support/stored-files';
import { sleep, until } from '../../support/wait';
import { startWithHub, type WithHub } from '../../support/with-hub';

const seconds = size('storeChaosSeconds');
const modelBytes = 6e6;
const graph = 'model.onnx';
const repos = ['chaos/one', 'chaos/two', 'chaos/three'] as const;

/** `IMAGINEX_CHAOS_SEED` repeats a run; what the machine's speed decides differs all the same. */
const seed = Number(process.env.IMAGINEX_CHAOS_SEED ?? Date.now() % 1_000_000_007);

function isAtRest({ models }: Library): boolean {
  return models.every(({ state }) => state === 'ready' || state === 'paused' || state === 'damaged');
}

describe.each(bothBrowsers)('%s', (name) => {
  const random = new Random(seed);
  let withHub: WithHub;
  let browser: ExtensionBrowser;
  let profileDir: string;
  const contents = new Map<string, Content>(
    repos.map((repo, index) => [repo, padded(enlargeTwice(), 300 + index, modelBytes)]),
  );
  const commits = new Map<string, string>();
  /** Ids of the models, as far as somebody has been told them. */
  const ids = new Map<string, string>();

  beforeAll(async () => {
    console.log(`${name}: IMAGINEX_CHAOS_SEED=${seed}`);
    withHub = await startWithHub(name);
    profileDir = mkdtempSync(join(tmpdir(), 'imaginex-chaos-'));
    browser = await withHub.launch({ profileDir });
    for (const [repo, content] of contents) {
      commits.set(repo, withHub.hub.publish(repo, { [graph]: content }).main.id);
    }
  });
  afterAll(async () => {
    await browser.close();
    await withHub.close();
    rmSync(profileDir, { recursive: true, force: true });
  });

  function commandFor(repo: string): Asked {
    const model = ids.get(repo);
    const chance = random.next();
    if (model === undefined || chance < 0.35) return { type: 'add', repo, commit: commits.get(repo) ?? '', graph };
    if (chance < 0.6) return { type: 'resume', model };
    if (chance < 0.75) return { type: 'pause', model };
    if (chance < 0.85) return { type: 'verify', model };
    return chance < 0.97 ? { type: 'remove', model } : { type: 'remove-all' };
  }

  /** One thing that somebody does, told to `tell` before it is done. */
  async function step(pages: LibraryPage[], tell: (what: string) => void): Promise<void> {
    const which = random.whole(0, pages.length - 1);
    const page = pages[which];
    const chance = random.next();
    if (!page) throw new Error('No page');
    if (chance < 0.06) {
      tell('the host ends');
      await endHost(browser);
    } else if (chance < 0.12 && which < 2) {
      tell(`tab ${which} is opened anew`);
      pages[which] = await openLibrary(browser);
      await page.tab.close();
    } else {
      const repo = random.pick(repos);
      const command = commandFor(repo);
      tell(`${which}: ${command.type} ${repo}`);
      const answered = await page.post(command);
      if (command.type !== 'add') return;
      // Without an answer the host has ended in the meantime.
      const answer = await until('an answer', answered, 3000).catch(() => undefined);
      if (answer?.type === 'done' && answer.model !== undefined) ids.set(repo, answer.model);
    }
  }

  test(
    `${seconds} seconds of two tabs, the popup and the host in each other's way leave the store consistent`,
    async () => {
      const { faults } = withHub.hub;
      // Each download takes some seconds, and now and then a connection breaks.
      faults.add(({ kind }) => kind === 'storage', { kind: 'slow', bytesPerSecond: modelBytes / 4 });
      faults.add(({ kind }) => kind === 'storage' && random.next() < 0.1, {
        kind: 'cut',
        after: () => random.whole(0, modelBytes),
      });
      const pages = [
        await openLibrary(browser),
        await openLibrary(browser),
        // The popup as a page: what it may ask is the same.
        await libraryOn(browser, await browser.openExtensionPage('popup.html')),
      ];
      const steps: string[] = [];
      const story = (): string => `seed ${seed}, after: … ${steps.slice(-30).join(', ')}`;
      try {
        for (const end = Date.now() + seconds * 1000; Date.now() < end; ) {
          await step(pages, (what) => {
            steps.push(what);
          });
          await sleep(random.whole(20, 300));
        }
      } catch (error) {
        throw new Error(story(), { cause: error });
      }
      console.log(`${name}: ${steps.length} steps`);

      const [page] = pages;
      if (!page) throw new Error('No page');
      faults.clear();
      await until('all to come to rest', async () => isAtRest(await page.state()), 90_000);
      expect(await inconsistencies(page.tab), story()).toEqual([]);
      const { models } = await page.state();
      expect(models.filter(({ state }) => state === 'damaged'), story()).toEqual([]);

      // A new start finds the same, and every model can still be had.
      await browser.close();
      browser = await withHub.launch({ profileDir });
      const again = await openLibrary(browser);
      await until('all to be at rest', async () => isAtRest(await again.state()));
      for (const [repo, content] of contents) {
        const id = await again.does({ type: 'add', repo, commit: commits.get(repo) ?? '', graph });
        await again.waitUntilReady(id, 60_000);
        expect(await differences(again.tab, id, { [graph]: content }), story()).toEqual([]);
      }
      expect(await inconsistencies(again.tab)).toEqual([]);
    },
    (seconds + 240) * 1000,
  );
});
