import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { builtExtension } from '../support/builds';
import type { ExtensionBrowser } from '../support/extension-browser';
import { cancelTool, clearEverything, openFile, pickFromPage, runTool, shownSize, startTool, waitForState } from '../support/journey';
import { bothBrowsers, launch } from '../support/launch';
import { filesWith, markedPicture, marker, patterns } from '../support/marker';
import { noStore, startSite } from '../support/site';
import type { Tab } from '../support/tab';
import { until } from '../support/wait';
import { shippedWords } from '../support/words';

/**
 * Nothing of a picture stays on the disk: the profile of the closed browser is searched for bytes
 * that only the picture had.
 */

/** Large enough for its job to be cancelled in the middle. */
const large = { width: 1200, height: 900 };

/** A file with all the pixels, whose header says what no decoder takes. */
function brokenPicture(): Buffer {
  const bytes = markedPicture();
  bytes.writeUInt16LE(77, 28);
  return bytes;
}

type Ending = 'clear' | 'close' | 'cancel' | 'error';

describe.each(bothBrowsers)('%s', (name) => {
  const words = shippedWords(builtExtension(name));

  /** Ends an editing in one of the ways; afterwards no picture is open any more. */
  async function edit(browser: ExtensionBrowser, page: Tab, ending: Ending, broken: string): Promise<void> {
    if (ending === 'error') {
      const editor = await browser.openExtensionPage('editor.html');
      await openFile(editor, words, broken);
      await waitForState(editor, 'error');
      return;
    }
    const editor = await pickFromPage(browser, words, page);
    if (ending === 'cancel') {
      await startTool(editor, words, 'repair');
      await waitForState(editor, 'running');
      await cancelTool(editor, words);
      await waitForState(editor, 'ready');
      expect(await shownSize(editor)).toEqual(large);
    } else {
      await runTool(editor, words, 'enlarge');
    }
    if (ending === 'clear') {
      await clearEverything(editor, words);
    }
    if (ending === 'close') await editor.close();
  }

  test.each(['clear', 'close', 'cancel', 'error'] as const)(
    'after %s, the worker is gone and the profile holds no trace',
    async (ending) => {
      const profileDir = mkdtempSync(join(tmpdir(), 'imaginex-profile-'));
      const outside = mkdtempSync(join(tmpdir(), 'imaginex-outside-'));
      const site = await startSite();
      try {
        const broken = join(outside, 'broken.bmp');
        writeFileSync(broken, brokenPicture());
        const body = ending === 'cancel' ? markedPicture(large) : markedPicture();
        site.serve('/picture.bmp', { body, type: 'image/bmp', headers: noStore });
        site.servePage('/', '<img src="/picture.bmp" width="96" height="64" alt="">', noStore);
        const browser = await launch(name, { profileDir });
        try {
          const page = await browser.openTab(`${site.origin}/`);
          await edit(browser, page, ending, broken);
          // A worker holds a lock for as long as it lives. No host, no worker.
          if (ending !== 'error') await until('the worker to be gone', async () => (await workers(browser)) === 0);
        } finally {
          await browser.close();
        }
        expect(filesWith(profileDir)).toEqual([]);
      } finally {
        await site.close();
        rmSync(profileDir, { recursive: true, force: true });
        rmSync(outside, { recursive: true });
      }
    },
  );
});

function workers(browser: ExtensionBrowser): Promise<number> {
  return browser.inHost(async () => ((await navigator.locks.query()).held ?? []).length);
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
