import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { builtExtension } from '../support/builds';
import { openFile, pickFromPage, runTool, startTool, waitForState } from '../support/journey';
import { bothBrowsers, launch } from '../support/launch';
import { noStore, startSite } from '../support/site';
import { sleep } from '../support/wait';
import { shippedWords } from '../support/words';

/**
 * Nothing of a picture stays on the disk: the profile of the closed browser is searched for bytes
 * that only the picture had.
 */

const width = 96;
const height = 64;

/** Bytes that no browser has by chance; repeated in every row, so that any part of the picture shows. */
const marker = Buffer.from('Imaginex-marker-7f3b91c2e5d84a60');

/** An uncompressed BMP (24 bits, rows bottom up): its pixels are the marker itself. */
function markedPicture(): Buffer {
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
  const row = Buffer.alloc(width * 3, marker);
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

describe.each(bothBrowsers)('%s', (name) => {
  const words = shippedWords(builtExtension(name));

  test.each(['clear', 'close', 'cancel', 'error'] as const)('after %s, the profile holds no trace', async (ending) => {
    const profileDir = mkdtempSync(join(tmpdir(), 'imaginex-profile-'));
    const outside = mkdtempSync(join(tmpdir(), 'imaginex-outside-'));
    const site = await startSite();
    try {
      const isBroken = ending === 'error';
      const bytes = markedPicture();
      site.serve('/picture.bmp', {
        // A picture that breaks off: it is picked, and refused when it is opened.
        body: isBroken ? bytes.subarray(0, 54 + width * 3) : bytes,
        type: 'image/bmp',
        headers: noStore,
      });
      site.servePage('/', '<img src="/picture.bmp" width="96" height="64" alt="">', noStore);
      const browser = await launch(name, { profileDir });
      try {
        const page = await browser.openTab(`${site.origin}/`);
        if (isBroken) {
          const editor = await browser.openExtensionPage('editor.html');
          const broken = join(outside, 'broken.bmp');
          writeFileSync(broken, bytes.subarray(0, 40));
          await openFile(editor, words, broken);
          await waitForState(editor, 'error');
        } else {
          const editor = await pickFromPage(browser, words, page);
          if (ending === 'cancel') {
            await startTool(editor, words, 'repair');
            await editor.click('button', words('cancel')).catch((error: unknown) => {
              // A small picture may be finished before the click; the result is dropped all the same.
              if (!(error instanceof Error)) throw error;
            });
          } else {
            await runTool(editor, words, 'enlarge');
          }
          if (ending === 'clear') {
            await editor.click('button', words('on_this_device'));
            await editor.click('button', words('action_clear'));
          }
          await editor.close();
        }
        await sleep(500);
      } finally {
        await browser.close();
      }
      expect(filesWith(profileDir, patterns)).toEqual([]);
    } finally {
      await site.close();
      rmSync(profileDir, { recursive: true, force: true });
      rmSync(outside, { recursive: true });
    }
  });
});

test('the search finds what is there', () => {
  const directory = mkdtempSync(join(tmpdir(), 'imaginex-search-'));
  try {
    expect(filesWith(directory, patterns)).toEqual([]);
    expect(markedPicture().includes(marker)).toBe(true);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
