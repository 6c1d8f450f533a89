import { expect, test } from 'vitest';
import { enlargeTwice, padded } from '../../fixtures/networks';
import { openLibrary } from '../../support/library';
import { allowModelHosts, forbidModelHosts } from '../../support/model-permission';
import { sleep } from '../../support/wait';
import { isFirefox } from '../../support/which';
import { startWithHub } from '../../support/with-hub';

const repo = 'someone/permitted';
const graph = 'model.onnx';

test('in Firefox a permission that is taken back ends what is being fetched, and nothing more is asked for', async () => {
  const withHub = await startWithHub('firefox');
  const { hub } = withHub;
  const content = padded(enlargeTwice(), 3, 6e6);
  const { main } = hub.publish(repo, { [graph]: content });
  hub.faults.add(() => true, { kind: 'slow', bytesPerSecond: 1e6 });
  const browser = await withHub.launch();
  try {
    if (!isFirefox(browser)) throw new Error('Another browser');
    const page = await openLibrary(browser);
    const id = await page.does({ type: 'add', repo, commit: main.id, graph });
    await page.waitFor(id, 'on its way', ({ state, done }) => state === 'downloading' && done > 0);
    await forbidModelHosts(browser);
    await page.waitFor(id, 'stopped', ({ state }) => state === 'paused');
    const asked = hub.requests.length;
    expect(await page.failsTo({ type: 'resume', model: id })).toBe('permission-declined');
    expect(await page.failsTo({ type: 'look-up', repo })).toBe('permission-declined');
    await sleep(1500);
    expect(hub.requests).toHaveLength(asked);
    hub.faults.clear();
    await allowModelHosts(browser);
    await page.does({ type: 'resume', model: id });
    await page.waitUntilReady(id);
    // Not once was this installation named.
    expect(hub.requests.flatMap(({ headers }) => headers.origin ?? []).filter((origin) => origin.startsWith('moz-'))).toEqual([]);
  } finally {
    await browser.close();
    await withHub.close();
  }
}, 120_000);
