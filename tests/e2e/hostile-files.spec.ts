import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { size } from '../sizes';
import { utf8 } from '../fixtures/bytes';
import { hostileFiles, type HostileFile } from '../fixtures/hostile';
import { builtExtension } from '../support/builds';
import type { ExtensionBrowser } from '../support/extension-browser';
import {
  failureCode,
  failureSentence,
  openFile,
  runTool,
  shownSize,
  waitForSize,
  waitForState,
} from '../support/journey';
import { bothBrowsers, launch } from '../support/launch';
import { errorsSeen, watchErrors } from '../support/page-errors';
import { startSite, type Site } from '../support/site';
import type { Tab } from '../support/tab';
import { testPng } from '../support/test-pictures';
import { until } from '../support/wait';
import { shippedWords } from '../support/words';

/** The picture that is being edited while the others come. */
const kept = { width: 72, height: 54 };

/** How long a file may keep a person waiting for its sentence. */
const patience = 15_000;

/** An SVG whose scripts would leave a mark and call out, in each of the ways that an SVG has. */
function scriptedSvg(origin: string): HostileFile {
  const harm = `top.harmed = true; document.documentElement.innerHTML = ''; fetch('${origin}/leak')`;
  const text = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="20" height="10" onload="${harm}">
    <script>${harm}</script><script href="${origin}/leak.js"/><script xlink:href="data:text/javascript,${encodeURIComponent(harm)}"/>
    <image href="${origin}/leak.png" width="5" height="5" onerror="${harm}" onload="${harm}"/>
    <style>@import url(${origin}/leak.css);</style>
    <animate attributeName="x" begin="0s" dur="1s" onbegin="${harm}"/>
    <foreignObject width="20" height="10"><iframe xmlns="http://www.w3.org/1999/xhtml" src="${origin}/leak.html"></iframe>
      <img xmlns="http://www.w3.org/1999/xhtml" src="${origin}/leak.gif" onerror="${harm}"/></foreignObject>
    <a href="javascript:${harm}"><rect width="20" height="10" fill="red"/></a></svg>`;
  return { name: 'scripted.svg', bytes: utf8(text), refused: [], mayOpen: true };
}

/** At most `count` of them, from everywhere in the list. */
function spread<Item>(items: readonly Item[], count: number): Item[] {
  const step = Math.max(1, items.length / count);
  return items.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
}

function isHarmed(editor: Tab): Promise<boolean> {
  return editor.evaluate(() => 'harmed' in window);
}

describe.each(bothBrowsers)('%s', (name) => {
  const words = shippedWords(builtExtension(name));
  const folder = mkdtempSync(join(tmpdir(), 'imaginex-hostile-'));
  const keptPath = join(folder, 'kept.png');
  let hostile: HostileFile[];
  let site: Site;
  let browser: ExtensionBrowser;
  let editor: Tab;

  beforeAll(async () => {
    site = await startSite();
    hostile = [...spread(await hostileFiles(), size('hostileFiles')), scriptedSvg(site.origin)];
    for (const file of hostile) writeFileSync(join(folder, file.name), file.bytes);
    writeFileSync(keptPath, await testPng(kept.width, kept.height));
    browser = await launch(name);
    editor = await browser.openExtensionPage('editor.html');
    await waitForState(editor, 'empty');
    await watchErrors(editor);
    await openFile(editor, words, keptPath);
    await waitForSize(editor, kept.width, kept.height);
  });

  afterAll(async () => {
    await browser.close();
    await site.close();
    rmSync(folder, { recursive: true });
  });

  /** Names of the open pictures. */
  const openPictures = (): Promise<string[]> =>
    editor.evaluate(
      (label) =>
        [...document.querySelectorAll(`[aria-label="${label}"] .strip__button`)].map(
          (button) => button.getAttribute('aria-label') ?? '',
        ),
      words('strip_pictures'),
    );

  /** Opens a file and puts the editor back; gives the code that refused it, or `opened`. */
  async function outcomeOf({ name: file }: HostileFile): Promise<string> {
    await openFile(editor, words, join(folder, file));
    const outcome = await until(
      `an end of ${file}`,
      async () => (await failureCode(editor)) ?? ((await openPictures()).length > 1 && 'opened'),
      patience,
      20,
    );
    if (outcome === 'opened') {
      const title = file.replace(/\.[^.]{1,5}$/, '');
      // What opened must be there to see.
      await until(`${file} to be shown`, () => shownSize(editor));
      await editor.click('button', words('close_picture', title));
    } else {
      const said = await failureSentence(editor);
      const expected = words(`error_${outcome.replaceAll('-', '_')}`);
      if (said !== expected) return `${outcome} in the words "${said}"`;
      await editor.click('button', words('dismiss'));
    }
    await waitForState(editor, 'ready');
    return outcome;
  }

  test(
    'every hostile file ends in its sentence or its picture, and the picture being edited stays',
    async () => {
      const wrong: string[] = [];
      const started = performance.now();
      for (const file of hostile) {
        const outcome = await outcomeOf(file).catch((error: unknown) => String(error));
        const fine = outcome === 'opened' ? file.mayOpen : file.refused.some((code) => code === outcome);
        if (!fine) wrong.push(`${file.name}: ${outcome}`);
        const open = await openPictures();
        if (open.join() !== 'kept') wrong.push(`after ${file.name} these are open: ${open.join()}`);
      }
      console.log(`${name}: ${hostile.length} files in ${((performance.now() - started) / 1000).toFixed(0)} s`);
      expect(hostile.length).toBeGreaterThanOrEqual(30);
      expect(wrong).toEqual([]);
      await waitForSize(editor, kept.width, kept.height);
      // Chromium reports what its policy stops in a drawing that is only looked through; Firefox does not.
      const reported = /^policy: (script-src-attr|style-src-attr|style-src-elem) inline $/;
      const seen = await errorsSeen(editor);
      expect(name === 'chromium' ? seen.filter((error) => !reported.test(error)) : seen).toEqual([]);
    },
    300_000,
  );

  test('no script ran, and nothing was asked for', async () => {
    expect(await isHarmed(editor)).toBe(false);
    expect(site.requests.filter(({ path }) => path.includes('leak'))).toEqual([]);
  });

  test('the picture can still be repaired', async () => {
    await runTool(editor, words, 'repair');
    await waitForSize(editor, kept.width, kept.height);
    expect(await failureCode(editor)).toBeUndefined();
    expect(await editor.shows('button', words('action_save'))).toBe(true);
  });

  test('files that cannot be opened do not keep out the good one among them', async () => {
    const fewer = hostile.filter(({ mayOpen, bytes }) => !mayOpen && bytes.length < 100_000).slice(0, 12);
    const paths = fewer.map((file) => join(folder, file.name));
    await editor.chooseFiles('button', words('action_choose'), [...paths.slice(0, 6), keptPath, ...paths.slice(6)]);
    await until('the good one', async () => (await openPictures()).length === 2);
    await until('the sentence about the last', async () => {
      const code = await failureCode(editor);
      return fewer.at(-1)?.refused.some((expected) => expected === code);
    });
    await waitForSize(editor, kept.width, kept.height);
  });
});
