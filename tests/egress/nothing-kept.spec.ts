import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { builtExtension } from '../support/builds';
import { endModelWorker } from '../support/end-worker';
import type { ExtensionBrowser } from '../support/extension-browser';
import {
  cancelTool,
  clearEverything,
  failureCode,
  openFile,
  pickFromPage,
  runTool,
  shownSize,
  startTool,
  waitForSize,
  waitForState,
} from '../support/journey';
import { bothBrowsers, launch } from '../support/launch';
import {
  filesWith,
  markedName,
  markedPicture,
  markedSize,
  marker,
  patterns,
  resultPatterns,
  shownFile,
  type Size,
} from '../support/marker';
import { noStore, startSite } from '../support/site';
import type { Tab } from '../support/tab';
import { until } from '../support/wait';
import { shippedWords } from '../support/words';

/**
 * Nothing of a picture, of its name and of what is made of it stays on the disk: the profile of the closed
 * browser is searched for bytes that only they had.
 */

/** Large enough for its job to be ended in the middle. */
const large = { width: 1200, height: 900 };

/** A file with all the pixels, whose header says what no decoder takes. */
function brokenPicture(): Buffer {
  const bytes = markedPicture();
  bytes.writeUInt16LE(77, 28);
  return bytes;
}

const endings = ['clear', 'close', 'cancel', 'error', 'unreadable'] as const;
type Ending = (typeof endings)[number];

/** How a page of the extension could keep a result. */
const keepings = ['file', 'cached response', 'pixels'] as const;
type Keeping = (typeof keepings)[number];

describe.each(bothBrowsers)('%s', (name) => {
  const words = shippedWords(builtExtension(name));

  /** Runs `use` in a browser beside a page with the marked picture; gives the folder of the closed browser's profile. */
  async function profileAfter(
    size: Size,
    use: (browser: ExtensionBrowser, page: Tab) => Promise<void>,
  ): Promise<string> {
    const profileDir = mkdtempSync(join(tmpdir(), 'imaginex-profile-'));
    onTestFinished(() => rmSync(profileDir, { recursive: true, force: true }));
    const site = await startSite();
    try {
      site.serve(`/${markedName}.bmp`, { body: markedPicture(size), type: 'image/bmp', headers: noStore });
      const image = `<img src="/${markedName}.bmp" width="96" height="64" alt="${markedName}">`;
      site.servePage('/', image, noStore);
      const browser = await launch(name, { profileDir });
      try {
        await use(browser, await browser.openTab(`${site.origin}/`));
      } finally {
        await browser.close();
      }
    } finally {
      await site.close();
    }
    return profileDir;
  }

  /** An editor in the middle of a job on the large picture. */
  async function editorAtWork(browser: ExtensionBrowser, page: Tab): Promise<Tab> {
    const editor = await pickFromPage(browser, words, page);
    await startTool(editor, words, 'repair');
    await waitForState(editor, 'running');
    return editor;
  }

  /**
   * Ends an editing in one of the ways.
   *
   * @returns what the result is recognised by, where there is one
   */
  async function edit(browser: ExtensionBrowser, page: Tab, ending: Ending): Promise<Buffer[]> {
    switch (ending) {
      case 'clear':
      case 'close': {
        const editor = await pickFromPage(browser, words, page);
        await runTool(editor, words, 'enlarge');
        await waitForSize(editor, markedSize.width * 2, markedSize.height * 2);
        const result = await resultPatterns(await shownFile(editor));
        if (ending === 'clear') await clearEverything(editor, words);
        else await editor.close();
        return result;
      }
      case 'cancel': {
        const editor = await editorAtWork(browser, page);
        await cancelTool(editor, words);
        await waitForState(editor, 'ready');
        expect(await shownSize(editor)).toEqual(large);
        return [];
      }
      case 'error': {
        const editor = await editorAtWork(browser, page);
        await until('the tool to be at work', () =>
          editor.evaluate(() => document.querySelector('[role=progressbar]')?.hasAttribute('aria-valuenow')),
        );
        await endModelWorker(browser);
        await waitForState(editor, 'error');
        expect(await failureCode(editor)).toBe('worker-lost');
        return [];
      }
      case 'unreadable': {
        const outside = mkdtempSync(join(tmpdir(), 'imaginex-outside-'));
        onTestFinished(() => rmSync(outside, { recursive: true }));
        const broken = join(outside, `${markedName}.bmp`);
        writeFileSync(broken, brokenPicture());
        const editor = await browser.openExtensionPage('editor.html');
        await openFile(editor, words, broken);
        await waitForState(editor, 'error');
        return [];
      }
    }
  }

  test.each(endings)('after %s, the worker is gone and the profile holds no trace', async (ending) => {
    let result: Buffer[] = [];
    const size = ending === 'cancel' || ending === 'error' ? large : markedSize;
    const profileDir = await profileAfter(size, async (browser, page) => {
      result = await edit(browser, page, ending);
      // A worker holds a lock for as long as it lives. A file that cannot be read gets to no host.
      if (ending !== 'unreadable') await until('the worker to be gone', async () => (await workers(browser)) === 0);
    });
    expect(filesWith(profileDir, [...patterns, ...result])).toEqual([]);
  });

  test.each(keepings)('the search finds a result that is kept as %s', async (keeping) => {
    let result: Buffer[] = [];
    const profileDir = await profileAfter(markedSize, async (browser, page) => {
      const editor = await pickFromPage(browser, words, page);
      await runTool(editor, words, 'enlarge');
      await waitForSize(editor, markedSize.width * 2, markedSize.height * 2);
      result = await resultPatterns(await shownFile(editor));
      await editor.evaluate(keepResult, keeping);
    });
    expect(filesWith(profileDir)).toEqual([]);
    expect(filesWith(profileDir, result)).not.toEqual([]);
  });
});

/** Runs in the editor. */
async function keepResult(keeping: Keeping): Promise<void> {
  const shown = [...document.querySelectorAll<HTMLImageElement>('img.stage__picture')].at(-1);
  if (!shown) throw new Error('No picture is shown');
  const response = await fetch(shown.src);
  if (keeping === 'cached response') {
    const cache = await caches.open('kept');
    await cache.put('https://kept.invalid/result.png', response);
    return;
  }
  let kept = await response.blob();
  if (keeping === 'pixels') {
    const context = new OffscreenCanvas(shown.naturalWidth, shown.naturalHeight).getContext('2d');
    if (!context) throw new Error('There is no canvas');
    context.drawImage(shown, 0, 0);
    kept = new Blob([context.getImageData(0, 0, shown.naturalWidth, shown.naturalHeight).data]);
  }
  const folder = await navigator.storage.getDirectory();
  const file = await folder.getFileHandle('result', { create: true });
  const writable = await file.createWritable();
  await writable.write(kept);
  await writable.close();
}

function workers(browser: ExtensionBrowser): Promise<number> {
  return browser.inHost(async () => {
    const held = (await navigator.locks.query()).held ?? [];
    // The store worker, which never sees a picture, holds locks too.
    return held.filter(({ name }) => name?.startsWith('model-worker')).length;
  });
}

test('the search finds what is there', () => {
  const directory = mkdtempSync(join(tmpdir(), 'imaginex-search-'));
  try {
    const name = join('a', 'b', 'c.bin');
    mkdirSync(join(directory, 'a', 'b'), { recursive: true });
    writeFileSync(join(directory, 'other.bin'), Buffer.alloc(1000));
    for (const pattern of patterns) {
      writeFileSync(join(directory, name), Buffer.concat([Buffer.alloc(777), pattern, Buffer.alloc(3)]));
      expect(filesWith(directory)).toEqual([name]);
    }
    expect(markedPicture().includes(marker)).toBe(true);
    expect(brokenPicture().includes(marker)).toBe(true);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
