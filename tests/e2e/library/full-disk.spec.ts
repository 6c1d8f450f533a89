import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { ErrorCode } from '../../../messages/errors';
import { enlargeTwice, padded } from '../../fixtures/networks';
import type { ChromiumExtension } from '../../support/chromium';
import type { Content } from '../../support/hub/content';
import { bothBrowsers } from '../../support/launch';
import { openLibrary, type Asked, type LibraryPage } from '../../support/library';
import { mountSmallDisk } from '../../support/small-disk';
import type { Tab } from '../../support/tab';
import { differences, storedModels, storedRecord } from '../../support/stored-files';
import { until } from '../../support/wait';
import { isChromium } from '../../support/which';
import { startWithHub, type WithHub } from '../../support/with-hub';

const megabyte = 1e6;
const modelBytes = 40 * megabyte;
const graph = 'model.onnx';
/** Firefox gives an extension a tenth of the disk. */
const diskBytes = 1500 * megabyte;

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  const failures: unknown[] = [];
  // A disk must not stay because the browser on it did not end well.
  for (const item of opened.splice(0).reverse()) await item.close().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join('; '));
});

function keep<Item extends { close(): Promise<void> }>(item: Item): Item {
  opened.push(item);
  return item;
}

function publish(withHub: WithHub, repo: string): { content: Content; commit: string } {
  const content = padded(enlargeTwice(), 21, modelBytes);
  return { content, commit: withHub.hub.publish(repo, { [graph]: content }).main.id };
}

/** Bytes that the browser lets this extension have, from now on. Firefox takes that from a preference, at its start. */
async function setQuota(browser: ChromiumExtension, tab: Tab, bytes: number): Promise<void> {
  const origin = browser.extensionUrl('').slice(0, -1);
  const session = await browser.context.newCDPSession(browser.page(tab));
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: bytes });
}

/** Why a download does not begin, wherever that is told: in the answer or on the model. */
async function codeOf(page: LibraryPage, command: Asked): Promise<ErrorCode | undefined> {
  const answer = await page.ask(command);
  if (answer.type === 'failed') return answer.failure.code;
  const model = answer.type === 'done' ? answer.model : undefined;
  if (model === undefined) throw new Error('The answer is about no model');
  const given = await page.waitFor(model, 'given up', ({ state, failure }) => state === 'paused' && failure !== undefined);
  return given.failure?.code;
}

describe.each(bothBrowsers)('%s', (name) => {
  test('a model that the browser has no room for is refused before its first byte', async () => {
    const withHub = keep(await startWithHub(name));
    const { commit } = publish(withHub, 'someone/too-large');
    const kibibytes = Math.round((modelBytes * 0.6) / 1024);
    const preferences = { 'dom.quotaManager.temporaryStorage.fixedLimit': kibibytes };
    const browser = keep(await withHub.launch({ preferences }));
    const page = await openLibrary(browser);
    if (isChromium(browser)) await setQuota(browser, page.tab, modelBytes * 0.6);
    expect(await codeOf(page, { type: 'add', repo: 'someone/too-large', commit, graph })).toBe('storage-full');
    expect(withHub.hub.requests.filter(({ kind }) => kind === 'storage')).toEqual([]);
  }, 120_000);

  test('a disk that fills up during a download pauses it, and with room it goes on', async ({ skip }) => {
    const disk = mountSmallDisk(diskBytes);
    // What cannot be tried here must not count as passed; the browser's own limit is tested above.
    if (typeof disk === 'string') return skip(`no disk can be mounted here: ${disk}`);
    keep(disk);
    const withHub = keep(await startWithHub(name));
    const { content, commit } = publish(withHub, 'someone/fills');
    const slow = withHub.hub.faults.add(({ kind }) => kind === 'storage', { kind: 'slow', bytesPerSecond: modelBytes / 20 });
    const browser = keep(await withHub.launch({ profileDir: join(disk.folder, 'profile') }));
    const page = await openLibrary(browser);
    const id = await page.does({ type: 'add', repo: 'someone/fills', commit, graph });
    await page.waitFor(id, 'under way', ({ done }) => done > modelBytes / 10);
    disk.leave(5 * megabyte);
    slow();
    const stopped = await page.waitFor(id, 'stopped', ({ failure }) => failure !== undefined);
    expect(stopped).toMatchObject({ state: 'paused', failure: { code: 'storage-full' } });
    expect(await storedRecord(page.tab, id)).toBeUndefined();

    // As long as there is no room, nothing is asked for.
    const { length } = withHub.hub.requests;
    expect(await codeOf(page, { type: 'resume', model: id })).toBe('storage-full');
    expect(withHub.hub.requests.slice(length).filter(({ kind }) => kind === 'storage')).toEqual([]);

    disk.leave(diskBytes);
    await page.does({ type: 'resume', model: id });
    await page.waitUntilReady(id);
    expect(await differences(page.tab, id, { [graph]: content })).toEqual([]);
    await page.does({ type: 'remove', model: id });
    await until('nothing to be left', async () => (await storedModels(page.tab)).length === 0);
  }, 180_000);
});
