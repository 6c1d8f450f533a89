import { afterEach, describe, expect, test } from 'vitest';
import { builtExtension } from '../../support/builds';
import type { ExtensionBrowser } from '../../support/extension-browser';
import { pickFromPage, shownSize, waitForSize } from '../../support/journey';
import { bothBrowsers, launch } from '../../support/launch';
import { encodePng } from '../../support/pictures';
import { farthestFrom } from '../../support/shown-colours';
import { startSite } from '../../support/site';
import type { Tab } from '../../support/tab';
import { until } from '../../support/wait';
import { shippedWords } from '../../support/words';

const width = 160;
const height = 120;
const cornerNames = ['topLeft', 'topRight', 'bottomLeft', 'bottomRight'] as const;
type Corners = Record<(typeof cornerNames)[number], readonly number[]>;
const corners: Corners = {
  topLeft: [250, 10, 10],
  topRight: [10, 250, 10],
  bottomLeft: [10, 10, 250],
  bottomRight: [250, 250, 10],
};

/** Four colours, one a quarter: what is cut off or shifted shows in the corners. */
function quarters(): Promise<Uint8Array> {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const left = x < width / 2;
      const upper = left ? corners.topLeft : corners.topRight;
      const lower = left ? corners.bottomLeft : corners.bottomRight;
      data.set(y < height / 2 ? upper : lower, (y * width + x) * 3);
    }
  }
  return encodePng({ width, height, channels: 3, data });
}

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Colours one pixel inside each corner of the picture in the editor. */
function cornersShown(editor: Tab): Promise<Corners> {
  return editor.evaluate(() => {
    const picture = document.querySelector<HTMLImageElement>('img.stage__picture');
    if (!picture) throw new Error('No picture');
    const { naturalWidth: w, naturalHeight: h } = picture;
    const context = new OffscreenCanvas(w, h).getContext('2d');
    if (!context) throw new Error('No canvas');
    context.drawImage(picture, 0, 0);
    const at = (x: number, y: number): number[] => [...context.getImageData(x, y, 1, 1).data].slice(0, 3);
    return { topLeft: at(1, 1), topRight: at(w - 2, 1), bottomLeft: at(1, h - 2), bottomRight: at(w - 2, h - 2) };
  });
}

async function pageZoom(browser: ExtensionBrowser, factor: number): Promise<void> {
  await browser.inBackground(async (zoom) => {
    const api: unknown = Reflect.get(globalThis, 'browser') ?? Reflect.get(globalThis, 'chrome');
    const tabs: unknown = Reflect.get(Object(api), 'tabs');
    const setZoom: unknown = Reflect.get(Object(tabs), 'setZoom');
    if (typeof setZoom !== 'function') throw new Error('tabs.setZoom is missing');
    await Reflect.apply(setZoom, tabs, [zoom]);
  }, factor);
}

describe.each(bothBrowsers)('%s', (name) => {
  const words = shippedWords(builtExtension(name));

  test.each([
    { pixelRatio: 1, zoom: 1.25 },
    { pixelRatio: 1.5, zoom: 1 },
    { pixelRatio: 2, zoom: 0.75 },
  ])('a capture is exact at $pixelRatio pixels a point and a zoom of $zoom', async ({ pixelRatio, zoom }) => {
    const site = await startSite();
    closing.push(() => site.close());
    site.serve('/picture.png', { body: await quarters(), type: 'image/png' });
    site.servePage(
      '/',
      `<style>body { margin: 0; background: #fff } img { position: absolute; left: 33px; top: 27px }</style>
      <img src="${site.otherOrigin}/picture.png" width="${width}" height="${height}" alt="">`,
    );
    const browser = await launch(name, { pixelRatio });
    closing.push(() => browser.close());
    const page = await browser.openTab(`${site.origin}/`);
    if (zoom !== 1) await pageZoom(browser, zoom);
    const editor = await pickFromPage(browser, words, page);
    await waitForSize(editor, Math.round(width * pixelRatio * zoom), Math.round(height * pixelRatio * zoom));
    const shown = await cornersShown(editor);
    for (const corner of cornerNames) {
      const differences = shown[corner].map((value, channel) => Math.abs(value - (corners[corner][channel] ?? 0)));
      expect(Math.max(...differences), corner).toBeLessThanOrEqual(12);
    }
  });

  test('a picture that the picker lies over is captured without it', async () => {
    const site = await startSite();
    closing.push(() => site.close());
    const green = [40, 160, 60];
    const data = new Uint8Array(90 * 30 * 3).map((_, at) => green[at % 3] ?? 0);
    site.serve('/picture.png', { body: await encodePng({ width: 90, height: 30, channels: 3, data }), type: 'image/png' });
    site.servePage(
      '/',
      `<style>img { position: fixed; inset: auto 0 0; inline-size: 100%; block-size: 300px }</style>
      <img src="${site.otherOrigin}/picture.png" alt="">`,
    );
    const browser = await launch(name);
    closing.push(() => browser.close());
    const page = await browser.openTab(`${site.origin}/`);
    const editor = await pickFromPage(browser, words, page);
    const size = await until('the capture', () => shownSize(editor));
    expect(size.height).toBe(300);
    expect(await farthestFrom(editor, green)).toBeLessThanOrEqual(2);
  });
});
