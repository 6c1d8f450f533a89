import { expect, test } from 'vitest';
import { model } from '../../../models/catalog/entries/realesrgan-x4plus-anime-6b-w16';
import { enlargeFourTimes, paddedTo } from '../../fixtures/networks';
import { builtExtension } from '../../support/builds';
import { bothBrowsers } from '../../support/launch';
import { libraryOn } from '../../support/library';
import { runLibraryModel } from '../../support/run-model';
import { differences } from '../../support/stored-files';
import { until } from '../../support/wait';
import { startWithHub } from '../../support/with-hub';
import { shippedWords } from '../../support/words';

/** An entry that pins a size and no hash: of such a file another can stand in for the one that is out of reach. */
const { source, name: title, id, graph } = model;

test.each(bothBrowsers)('%s: a model of the catalog is fetched from its row after a yes, kept and run', async (name) => {
  if (source.kind !== 'hub') throw new Error(`${id} is not on the hub`);
  const [file] = source.files;
  if (file?.bytes === undefined || file.sha256 !== undefined) throw new Error(`${id} pins something else now`);
  const words = shippedWords(builtExtension(name));
  const withHub = await startWithHub(name);
  const content = paddedTo(enlargeFourTimes(), 11, file.bytes);
  const { main } = withHub.hub.publish(source.repo, { [graph]: content });
  const browser = await withHub.launch();
  try {
    const tab = await browser.openExtensionPage('options.html#models');
    await tab.waitFor('heading', words('storage_title'));
    const page = await libraryOn(browser, tab);
    await tab.click('button', words('model_action', words('model_download'), title));
    await tab.waitFor('group', words('consent_title', title));
    const asked = await tab.evaluate(() => document.querySelector<HTMLElement>('.question')?.innerText ?? '');
    for (const said of [`huggingface.co/${source.repo}`, 'MB', 'BSD 3-Clause']) expect(asked).toContain(said);
    expect(withHub.hub.requests).toEqual([]);
    await tab.click('button', words('model_download'));
    const ready = await page.waitUntilReady(id);
    // Where the package has no hash, what the hub lists for the commit is kept.
    expect(ready).toMatchObject({ origin: 'hub', commit: main.id, total: content.bytes });
    expect(await differences(tab, id, { [graph]: content })).toEqual([]);
    const result = await runLibraryModel(tab, { task: 'enlarge', model: id, width: 40, height: 24, options: { scale: '4' } });
    expect(result).toEqual({ width: 160, height: 96 });
    await until('its state', () => tab.evaluate((row) => document.querySelector(`[data-testid="model-${row}"]`)?.getAttribute('data-state') === 'ready', id));
  } finally {
    await browser.close();
    await withHub.close();
  }
}, 120_000);
