import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enlargeTwice, padded } from '../../fixtures/networks';
import { builtExtension } from '../../support/builds';
import type { ExtensionBrowser } from '../../support/extension-browser';
import { openFile, runTool, waitForSize, waitForState } from '../../support/journey';
import { bothBrowsers } from '../../support/launch';
import { libraryOn, type LibraryPage } from '../../support/library';
import type { Tab } from '../../support/tab';
import { picturesOnDisk } from '../../support/test-pictures';
import { damageStoredFile, storedPaths } from '../../support/stored-files';
import { until } from '../../support/wait';
import { startWithHub, type WithHub } from '../../support/with-hub';
import { shippedWords } from '../../support/words';

const repo = 'maker/sharp';
const graph = 'onnx/model.onnx';
const small = { width: 60, height: 40 };

function hasFocus(tab: Tab): Promise<boolean> {
  return tab.evaluate(() => document.activeElement !== null && document.activeElement !== document.body);
}

function shownCode(tab: Tab): Promise<string | undefined> {
  return tab.evaluate(() => document.querySelector<HTMLElement>('[role=alert][data-testid="library-failure"]')?.dataset.code);
}

function text(tab: Tab): Promise<string> {
  return tab.evaluate(() => document.body.innerText);
}

/** Chooses the option of the tool's model that comes after the built-in one, by keyboard. */
async function chooseNextModel(editor: Tab): Promise<void> {
  await editor.evaluate(() => document.querySelector('select')?.focus());
  await editor.press('ArrowDown');
}

describe.each(bothBrowsers)('%s', (name) => {
  const words = shippedWords(builtExtension(name));
  const files = picturesOnDisk({ small });
  const notAModel = join(dirname(files.path('small')), 'notes.onnx');
  let withHub: WithHub;
  let browser: ExtensionBrowser;
  let models: Tab;
  let page: LibraryPage;

  beforeAll(async () => {
    await files.write();
    writeFileSync(notAModel, 'This is no model.');
    withHub = await startWithHub(name);
    withHub.hub.publish(repo, { [graph]: padded(enlargeTwice(), 5, 6_000_000) }, 'cc-by-nc-4.0');
    browser = await withHub.launch();
    models = await browser.openExtensionPage('options.html#models');
    await models.waitFor('heading', words('storage_title'));
    page = await libraryOn(browser, models);
  });
  afterAll(async () => {
    await browser.close();
    await withHub.close();
    files.remove();
  });

  test('the models that ship are there, and looking at them asks nobody for anything', async () => {
    expect(await text(models)).toContain(words('model_state_builtin'));
    expect(await text(models)).toContain(words('storage_evictable'));
    expect(withHub.hub.requests).toEqual([]);
  });

  test('what is no repository is told without asking the hub', async () => {
    await models.click('textbox', words('hub_field'));
    await models.type('nonsense');
    await models.press('Enter');
    await until('the sentence', async () => (await text(models)).includes(words('hub_wrong')));
    expect(withHub.hub.requests).toEqual([]);
  });

  test('a model of a repository is fetched after a yes that names host, size and licence', async () => {
    await models.click('textbox', words('hub_field'));
    await models.press('Control+a');
    await models.type(`https://huggingface.co/${repo}`);
    await models.press('Enter');
    const download = words('model_action', words('model_download'), graph);
    await models.click('button', download);
    await models.waitFor('group', words('consent_title', graph));
    const asked = await models.evaluate(() => document.querySelector<HTMLElement>('.question')?.innerText ?? '');
    for (const said of [`huggingface.co/${repo}`, '*.hf.co', 'MB', 'cc-by-nc-4.0', words('model_noncommercial')]) {
      expect(asked).toContain(said);
    }
    expect((await page.state()).models).toEqual([]);
    await models.click('button', words('model_download'));
    await until('the model to be here', async () => (await page.state()).models[0]?.state === 'ready');
    await models.waitFor('button', words('model_action', words('model_verify'), await modelName()));
    expect(await hasFocus(models)).toBe(true);
  });

  async function modelName(): Promise<string> {
    return (await page.state()).models[0]?.name ?? '';
  }

  test('what is damaged of it is fetched again', async () => {
    const [largest] = (await storedPaths(models)).sort((a, b) => b.bytes - a.bytes);
    await damageStoredFile(models, largest?.path ?? '');
    const named = async (action: string): Promise<string> => words('model_action', words(action), await modelName());
    await models.click('button', await named('model_verify'));
    await models.waitFor('button', await named('model_repair'));
    expect((await page.state()).models[0]?.state).toBe('damaged');
    await models.click('button', await named('model_repair'));
    await until('the model to be here', async () => (await page.state()).models[0]?.state === 'ready');
    await until('the focus', () => hasFocus(models));
  });

  test('a tool runs with it, and with the built-in one once it is gone', async () => {
    const deleteIt = words('model_action', words('model_delete'), await modelName());
    const editor = await browser.openExtensionPage('editor.html');
    await openFile(editor, words, files.path('small'));
    await waitForState(editor, 'ready');
    await until('the model among the choices', () =>
      editor.evaluate(() => (document.querySelector('select')?.options.length ?? 0) > 1),
    );
    await chooseNextModel(editor);
    await until('the choice', () => editor.evaluate(() => document.querySelector('select')?.value !== ''));
    await runTool(editor, words, 'enlarge');
    await waitForSize(editor, small.width * 2, small.height * 2);
    await until('when it was used', async () => (await page.state()).models[0]?.usedAt !== undefined);

    await models.focus();
    await models.click('button', deleteIt);
    await models.click('button', words('model_delete'));
    await until('the model to be gone', async () => (await page.state()).models.length === 0);
    await until('the focus', () => hasFocus(models));
    await editor.focus();
    await until('the sentence', async () => (await text(editor)).includes(words('panel_model_gone')));
    await runTool(editor, words, 'enlarge');
    await waitForSize(editor, small.width * 4, small.height * 4);
    await editor.close();
  });

  test('a file that is no model is refused with the reason, and nothing is left of it', async () => {
    await models.chooseFiles('button', words('disk_files'), [notAModel]);
    expect(await until('the reason', () => shownCode(models))).toBe('import-not-onnx');
    expect(await text(models)).toContain(words('error_import_not_onnx', 'notes.onnx'));
    await until('nothing to be left', async () => (await page.state()).models.length === 0);
  });

  test('the limit is kept', async () => {
    await models.evaluate(() => document.querySelector('select')?.focus());
    await models.press('ArrowDown');
    // What has the focus is ringed, and not all that is around it.
    const around = models.evaluate(() => getComputedStyle(document.querySelector('main > :has(.tabs)') ?? document.body).outlineStyle);
    expect(await around).toBe('none');
    expect((await page.state()).limit).toBe(0);
    await models.click('button', words('storage_limit_apply'));
    await until('the limit', async () => (await page.state()).limit === 1e9);
    const another = await browser.openExtensionPage('options.html#models');
    await another.waitFor('heading', words('storage_title'));
    await until('it to be shown', () => another.evaluate(() => document.querySelector('select')?.value === '1000000000'));
    await another.close();
  });
});
