import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { displayP3Profile } from '../../../images/icc-profile';
import { joined } from '../../fixtures/bytes';
import { colorTypes, iccp, idat, ihdr, pngChunk, pngSignature } from '../../fixtures/png';
import { size } from '../../sizes';
import { builtExtension } from '../../support/builds';
import { importCheckpoint } from '../../support/checkpoint-folders';
import type { ExtensionBrowser } from '../../support/extension-browser';
import { middleOf, openFile, saveAs, startTool, waitForSize, waitForState } from '../../support/journey';
import { bothBrowsers, launch } from '../../support/launch';
import { openLibrary } from '../../support/library';
import type { Tab } from '../../support/tab';
import { setToolOption } from '../../support/tool-options';
import { until } from '../../support/wait';
import { shippedWords } from '../../support/words';

const patience = 240_000;

/** Three wide to two high. */
const height = 2 * Math.round(Math.sqrt((size('exactMegapixels') * 1e6) / 6));
const width = (height / 2) * 3;

/** The profile of sRGB's rival, under a name of its own: none that anything would write by itself. */
const profile = displayP3Profile();
profile[4] = 0x58;

/** RGBA samples, in which colours lie under every alpha there is: what a canvas does not keep. */
function samples(): Uint8Array {
  const all = new Uint8Array(width * height * 4);
  for (let i = 0, value = 1; i < all.length; i++) {
    value = (value * 1_103_515_245 + 12_345) & 0x7fffffff;
    all[i] = value >> 21;
  }
  return all;
}

/** The same with 16 bits, of which the lower say other things than the upper. */
function deep(eight: Uint8Array): Uint8Array {
  const all = new Uint8Array(eight.length * 2);
  eight.forEach((value, i) => {
    all[2 * i] = value;
    // Within half a step of value · 257, so that it is rounded to `value`.
    all[2 * i + 1] = Math.min(255, Math.max(0, value + ((i % 5) - 2) * 40));
  });
  return all;
}

function png(depth: 8 | 16, data: Uint8Array): Uint8Array {
  const header = ihdr(width, height, colorTypes.rgba, depth);
  return joined(pngSignature, header, iccp(profile), idat(data, width, (4 * depth) / 8), pngChunk('IEND'));
}

/** What a picture promises to those who repaint a part of it or extend it: all else is what it was. */
describe.each(bothBrowsers)('%s', (name) => {
  const words = shippedWords(builtExtension(name));
  const folder = mkdtempSync(join(tmpdir(), 'imaginex-exact-'));
  const original = samples();
  let browser: ExtensionBrowser;
  let editor: Tab;

  beforeAll(async () => {
    writeFileSync(join(folder, '8.png'), png(8, original));
    writeFileSync(join(folder, '16.png'), png(16, deep(original)));
    browser = await launch(name);
    const library = await openLibrary(browser);
    await importCheckpoint(library, 'tiny-sd', { side: size('madeSide') });
    await library.tab.close();
  }, patience);
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(async () => {
    editor = await browser.openExtensionPage('editor.html');
    await editor.waitFor('button', words('action_choose'));
  });
  afterEach(() => editor.close());

  async function open(file: string, tool: string): Promise<void> {
    await openFile(editor, words, join(folder, file));
    await waitForSize(editor, width, height);
    await editor.click('radio', words(`task_${tool}_name`));
    await setToolOption(editor, words, tool, 'steps', 1);
  }

  async function run(tool: string): Promise<void> {
    await startTool(editor, words, tool);
    await waitForState(editor, 'running');
    await waitForState(editor, 'ready', patience);
  }

  /** The saved PNG, whose profile has to be the one that was in the file. */
  async function saved(): Promise<{ data: Buffer; info: { width: number; height: number } }> {
    const bytes = await saveAs(browser, editor, words);
    expect((await sharp(bytes).metadata()).icc?.equals(Buffer.from(profile))).toBe(true);
    return sharp(bytes, { ignoreIcc: true, limitInputPixels: false }).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  }

  test.each(['8.png', '16.png'])('of %s what is not marked keeps its samples, and the file its profile', async (file) => {
    await open(file, 'repaint');
    const says16 = await editor.evaluate((sentence) => document.body.innerText.includes(sentence), words('picture_sixteen_bit'));
    expect(says16).toBe(file === '16.png');
    const { x, y } = await middleOf(editor, '.stage__frame');
    await editor.drag([{ x: x - 20, y }, { x, y: y + 4 }, { x: x + 20, y }]);
    await until('a mark', () => editor.evaluate(() => document.querySelector<HTMLElement>('[data-testid="mask"]')?.dataset.shapes === '1'));
    await run('repaint');
    const { data } = await saved();
    expect(data.length).toBe(original.length);
    let different = 0;
    let outside = 0;
    for (let at = 0; at < data.length; at += 4) {
      if ([0, 1, 2, 3].every((channel) => data[at + channel] === original[at + channel])) continue;
      different++;
      const [across, down] = [(at / 4) % width, Math.floor(at / 4 / width)];
      if (Math.abs(across / width - 0.5) > 0.2 || Math.abs(down / height - 0.5) > 0.2) outside++;
    }
    expect(different).toBeGreaterThan(100);
    expect(outside).toBe(0);
  }, patience * 2);

  test('what is extended keeps all of its samples, and the file its profile', async () => {
    await open('8.png', 'extend');
    await editor.click('button', words('border_around'));
    await run('extend');
    const border = { across: Math.round(width / 8), down: Math.round(height / 8) };
    const { data, info } = await saved();
    expect(info).toMatchObject({ width: width + 2 * border.across, height: height + 2 * border.down });
    for (let row = 0; row < height; row++) {
      const from = ((row + border.down) * info.width + border.across) * 4;
      const inside = data.subarray(from, from + width * 4);
      if (!inside.equals(original.subarray(row * width * 4, (row + 1) * width * 4))) throw new Error(`Row ${row} is another`);
    }
  }, patience * 2);
});
