import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enlargeTwice, withDataFiles } from '../../fixtures/networks';
import { size } from '../../sizes';
import { sentFor } from '../../support/hub/traffic';
import type { ExtensionBrowser } from '../../support/extension-browser';
import { bothBrowsers } from '../../support/launch';
import { openLibrary } from '../../support/library';
import { differences, storedModels } from '../../support/stored-files';
import { until } from '../../support/wait';
import { startWithHub, type WithHub } from '../../support/with-hub';

const megabytes = size('threeFilesMegabytes');
const patience = 120_000 + megabytes * 500;

describe.each(bothBrowsers)('%s', (name) => {
  let withHub: WithHub;
  let browser: ExtensionBrowser;

  beforeAll(async () => {
    withHub = await startWithHub(name);
    browser = await withHub.launch();
  });
  afterAll(async () => {
    await browser.close();
    await withHub.close();
  });

  test(
    `a model of ${megabytes} MB in three files arrives, is tried, read again and removed`,
    async () => {
      const half = (megabytes / 2) * 1e6;
      const files = withDataFiles(enlargeTwice(), 9, [half, half]);
      expect(Object.keys(files)).toEqual(['model.onnx', 'model.onnx_data', 'model.onnx_data_1']);
      const { main } = withHub.hub.publish('someone/large', { ...files });
      const page = await openLibrary(browser);
      const id = await page.does({ type: 'add', repo: 'someone/large', commit: main.id, graph: 'model.onnx' });
      const ready = await page.waitUntilReady(id, patience);
      expect(ready.total).toBe(Object.values(files).reduce((sum, { bytes }) => sum + bytes, 0));
      expect(sentFor(withHub.hub.requests, 'someone/large')).toBe(ready.total);
      expect(await differences(page.tab, id, files)).toEqual([]);
      await page.does({ type: 'verify', model: id }, patience);
      await page.waitUntilReady(id, patience);
      await page.does({ type: 'remove', model: id });
      await until('nothing to be left', async () => (await storedModels(page.tab)).length === 0);
    },
    patience * 3,
  );
});
