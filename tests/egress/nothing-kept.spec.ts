import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { builtExtension } from '../support/builds';
import { openFile, pickFromPage, runTool, shownSize, startTool, waitForState } from '../support/journey';
import { bothBrowsers, launch } from '../support/launch';
import { noStore, startSite } from '../support/site';
import type { ExtensionBrowser } from '../support/extension-browser';
import type { Tab } from '../support/tab';
import { until } from '../support/wait';
import { shippedWords } from '../support/words';

/**
 * Nothing of a picture stays on the disk: the profile of the closed browser is searched for bytes
 * that only the picture had.
 */

interface Size {
  width: number;
  height: number;
}
const small: Size = { width: 96, height: 64 };
/** Large enough for its job to be cancelled in the middle. */
const large: Size = { width: 1200, height: 900 };

/** Bytes that no browser has by chance; repeated in every row, so that any part of the picture shows. */
const marker = Buffer.from('Imaginex-marker-7f3b91c2e5d84a60');

/** An uncompressed BMP (24 bits, rows bottom up): its pixels are the marker itself. */
function markedPicture({ width, height }: Size): Buffer {
  const rowBytes = width * 3;
  const header = Buffer.alloc(54);
  header.write('BM', 0, 'latin1');
  header.writeUInt32LE(54 + rowBytes * height, 2);
  header.writeUInt32LE(54, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(width, 18);
  header.writeInt32LE(height, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(24, 28);
  const pixels = Buffer.alloc(rowBytes * height, marker);
  return Buffer.concat([header, pixels]);
}

/** As it lies in memory once decoded: RGBA, red and blue exchanged against the file. */
function decodedMarker(): Buffer {
  const row = Buffer.alloc(small.width * 3, marker);
  const out = Buffer.alloc(32);
  for (let i = 0; i < 8; i++) {
    out[4 * i] = row[3 * i + 2] ?? 0;
    out[4 * i + 1] = row[3 * i + 1] ?? 0;
    out[4 * i + 2] = row[3 * i] ?? 0;
    out[4 * i + 3] = 255;
  }
  return out;
}

function filesWith(directory: string, patterns: readonly Buffer[]): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) => {
    const path = join(directory, name);
    // Locks of the browser are links that lead nowhere.
    if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return false;
    const bytes = readFileSync(path);
    return patterns.some((pattern) => bytes.includes(pattern));
  });
}

const patterns = [marker, decodedMarker()];

/** A file with all the pixels, whose header says what no decoder takes. */
function brokenPicture(): Buffer {
  const bytes = markedPicture(small);
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
      await editor.click('button', words('cancel'));
      await waitForState(editor, 'ready');
      expect(await shownSize(editor)).toEqual(large);
    } else {
      await runTool(editor, words, 'enlarge');
    }
    if (ending === 'clear') {
      await editor.click('button', words('on_this_device'));
      await editor.click('button', words('action_clear'));
      await waitForState(editor, 'empty');
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
        const body = markedPicture(ending === 'cancel' ? large : small);
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
        expect(filesWith(profileDir, patterns)).toEqual([]);
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
      expect(filesWith(directory, patterns)).toEqual([name]);
    }
    expect(markedPicture(small).includes(marker)).toBe(true);
    expect(brokenPicture().includes(marker)).toBe(true);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
