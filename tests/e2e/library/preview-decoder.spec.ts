import { expect, test } from 'vitest';
import { tinyDecoder } from '../../fixtures/preview-decoder';
import { contentOf } from '../../support/hub/content';
import { builtExtension } from '../../support/builds';
import { bothBrowsers } from '../../support/launch';
import { libraryOn } from '../../support/library';
import { until } from '../../support/wait';
import { startWithHub } from '../../support/with-hub';
import { shippedWords } from '../../support/words';

const repo = 'someone/taesdxl-tiny';
const graph = 'vae_decoder/model.onnx';

test.each(bothBrowsers)('%s: a decoder is added by the name of its repository, tried, and shown with what it is good for', async (name) => {
  const words = shippedWords(builtExtension(name));
  const withHub = await startWithHub(name);
  const { main } = withHub.hub.publish(repo, { [graph]: contentOf(tinyDecoder({ range: 'minus-one-one' })) }, 'mit');
  const browser = await withHub.launch();
  try {
    const tab = await browser.openExtensionPage('options.html#models');
    const page = await libraryOn(browser, tab);
    expect(await page.ask({ type: 'look-up', repo })).toMatchObject({ type: 'repository', repository: { graphs: [{ path: graph }] } });
    const id = await page.does({ type: 'add', repo, commit: main.id, graph });
    expect(await page.waitUntilReady(id)).toMatchObject({
      origin: 'hub',
      model: { kind: 'preview-decoder', family: 'sdxl', range: 'minus-one-one', licence: 'mit' },
    });
    const row = (): Promise<string> => tab.evaluate((model) => document.querySelector(`[data-testid="model-${model}"]`)?.textContent ?? '', id);
    const family = words('model_family_sdxl');
    await until('its row', async () => (await row()).includes(words('model_previews', family)));
    expect(await row()).toContain(words('model_family_guessed', family));
    await page.does({ type: 'remove', model: id });
    await until('no row', async () => (await row()) === '');
  } finally {
    await browser.close();
    await withHub.close();
  }
}, 120_000);
