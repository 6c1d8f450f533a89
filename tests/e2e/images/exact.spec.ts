import { rm } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MaskTransform } from '../../../images/draw-mask';
import { displayP3Profile } from '../../../images/icc-profile';
import type { Mask } from '../../../images/mask';
import { rasteriseMask } from '../../../images/rasterise-mask';
import { type Size, wholeOf } from '../../../images/rectangle';
import type { SaveFormat } from '../../../images/save-picture';
import { anyPng } from '../../fixtures/any-png';
import { plainQuadrants } from '../../fixtures/pictures';
import { iccp } from '../../fixtures/png';
import type { BrowserName } from '../../support/browsers';
import { launchChromium } from '../../support/chromium';
import type { ExtensionBrowser } from '../../support/extension-browser';
import { launchFirefox } from '../../support/firefox';
import { proportionalSetSize } from '../../support/memory';
import type { Tab } from '../../support/tab';
import { until } from '../../support/wait';
import { buildImagesExtension } from './build-extension';
import type { Point } from './extension/requests';

const files = new Map<string, Uint8Array>();

/** Pixels with colours under alpha 0, which no canvas keeps. */
const hidden = [
  [200, 100, 50, 0],
  [1, 2, 3, 1],
  [255, 254, 253, 127],
  [9, 8, 7, 255],
] as const;

const large = { width: 6000, height: 4000 };

beforeAll(async () => {
  const picture = { width: 4, height: 1, colorType: 6, interlaced: false, filters: [4] } as const;
  files.set('hidden.png', anyPng({ ...picture, depth: 8, samples: hidden.flat(), before: [iccp(displayP3Profile())] }));
  files.set('deep.png', anyPng({ ...picture, depth: 16, samples: hidden.flat().map((value) => value * 257) }));
  const opaque = Buffer.from(plainQuadrants.flat());
  files.set('photo.jpg', await sharp(opaque, { raw: { width: 4, height: 1, channels: 3 } }).jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer());
  const noise = Buffer.alloc(large.width * large.height * 4);
  for (let i = 0; i < noise.length; i++) noise[i] = (i * 31) >> 9;
  files.set('24-megapixels.png', await sharp(noise, { raw: { ...large, channels: 4 } }).png({ compressionLevel: 1 }).toBuffer());
});

const browsers: readonly BrowserName[] = ['chromium', 'firefox'];

describe.each(browsers)('exact pictures in %s', (name) => {
  let folder = '';
  let browser: ExtensionBrowser;
  let tab: Tab;

  beforeAll(async () => {
    folder = await buildImagesExtension(name, files);
    const options = { extensionDir: folder };
    browser = name === 'chromium' ? await launchChromium(options) : await launchFirefox(options);
    tab = await browser.openExtensionPage('index.html');
    await until('the page', () => tab.evaluate(() => typeof globalThis.imagesUnderTest === 'object'));
  });

  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true });
  });

  const decodeExactly = (file: string, points: readonly Point[]) =>
    tab.evaluate((path, at) => globalThis.imagesUnderTest.decodeExactly(path, at), `pictures/${file}`, points);

  it('decodes a PNG to what is in the file, and other formats as ever', async () => {
    const points = hidden.map((_, x): Point => [x, 0]);
    expect(await decodeExactly('hidden.png', points)).toMatchObject({
      ok: true,
      value: { pixels: hidden, colors: ['iCCP'], colorSpace: 'display-p3' },
    });
    expect(await decodeExactly('deep.png', points)).toMatchObject({
      ok: true,
      value: { pixels: hidden, colors: [], colorSpace: 'srgb' },
    });
    const photo = await decodeExactly('photo.jpg', points);
    if (!photo.ok) throw new Error(photo.message);
    expect(photo.value.mayHaveAlpha).toBe(false);
    photo.value.pixels.forEach((pixel, i) =>
      pixel.slice(0, 3).forEach((value, c) => expect(Math.abs(value - (plainQuadrants[i]?.[c] ?? NaN))).toBeLessThanOrEqual(4)),
    );
  });

  if (process.platform === 'linux') it('decodes 24 megapixels with hardly more than one copy in memory', async () => {
    const memory = () => proportionalSetSize(browser.processIds());
    const before = memory();
    let peak = before;
    const timer = setInterval(() => (peak = Math.max(peak, memory())), 25);
    const outcome = await decodeExactly('24-megapixels.png', [[large.width - 1, large.height - 1]]);
    clearInterval(timer);
    expect(outcome).toMatchObject({ ok: true });
    const file = files.get('24-megapixels.png')?.length ?? 0;
    // The page holds the file, the worker reads it; browsers need some room of their own.
    const allowed = 1.2 * large.width * large.height * 4 + 3 * file + 64 * 2 ** 20;
    expect(peak - before).toBeLessThan(allowed);
  });

  const drawn = async (mask: Mask, picture: Size, transform: MaskTransform): Promise<Buffer> => {
    const outcome = await tab.evaluate(
      (shapes, size, where) => globalThis.imagesUnderTest.drawMask(shapes, size, where),
      mask,
      picture,
      transform,
    );
    if (!outcome.ok) throw new Error(outcome.message);
    return Buffer.from(outcome.value, 'base64');
  };

  it('draws a mask where the picture is on the canvas, and no further', async () => {
    const square = { kind: 'rectangle', erase: false, x: 2, y: 4, width: 2, height: 2 } as const;
    const picture = { width: 12, height: 10 };
    const where = { scale: 0.5, x: 3, y: 1 };
    const covered = async (mask: Mask) => [...(await drawn(mask, picture, where))].flatMap((alpha, i) => (alpha > 0 ? [i] : []));
    // (2, 4) is at (4, 3), half as large.
    expect(await covered({ shapes: [square], inverted: false, feather: 0 })).toEqual([3 * 12 + 4]);
    const all = { ...square, x: -50, y: -50, width: 200, height: 200 };
    const whole = Array.from({ length: 30 }, (_, i) => (1 + Math.floor(i / 6)) * 12 + 3 + (i % 6));
    expect(await covered({ shapes: [all], inverted: false, feather: 0 })).toEqual(whole);
    expect(await covered({ shapes: [], inverted: true, feather: 0 })).toEqual(whole);
    expect(await covered({ shapes: [square], inverted: true, feather: 0 })).toEqual(whole.filter((i) => i !== 3 * 12 + 4));
  });

  it('draws a mask as it is rasterised', async () => {
    const picture = { width: 120, height: 90 };
    const mask: Mask = {
      inverted: false,
      feather: 0,
      shapes: [
        { kind: 'stroke', erase: false, radius: 9.5, points: [20, 20, 70, 30, 60, 70] },
        { kind: 'stroke', erase: false, radius: 6, points: [100, 20] },
        { kind: 'rectangle', erase: false, x: 5.5, y: 60.25, width: 30, height: 50 },
        { kind: 'lasso', erase: false, points: [80, 40, 115, 50, 85, 85, 95, 40, 110, 80] },
        { kind: 'stroke', erase: true, radius: 4, points: [10, 80, 100, 30] },
        { kind: 'rectangle', erase: true, x: 90, y: 15, width: 4, height: 4 },
      ],
    };
    for (const inverted of [false, true]) {
      const alpha = await drawn({ ...mask, inverted }, picture, { scale: 1, x: 0, y: 0 });
      const coverage = rasteriseMask({ ...mask, inverted }, picture, wholeOf(picture));
      const differences = [...coverage].map((value, i) => Math.abs(value - (alpha[i] ?? NaN)));
      // Edges are smoothed in ways of their own, and meet in ways of their own; what is inside is the same.
      expect(Math.max(...differences)).toBeLessThan(140);
      expect(differences.filter((difference) => difference > 40).length).toBeLessThan(40);
      expect(differences.reduce((sum, difference) => sum + difference, 0) / differences.length).toBeLessThan(1.5);
    }
  });

  it('marks what it saves, in every format, so that an XML parser finds it', async () => {
    const description = 'a cat & a <dog>, "€" 🙂 ]]> \u0000\nseed 7';
    for (const format of ['png', 'jpeg', 'webp'] satisfies SaveFormat[]) {
      for (const said of [undefined, description]) {
        const saved = await tab.evaluate(
          (path, to, text) =>
            globalThis.imagesUnderTest.encode(path, {
              format: to,
              quality: 90,
              size: { width: 4, height: 1 },
              mark: { source: 'compositeWithTrainedAlgorithmicMedia', ...(text === null ? {} : { description: text }) },
            }),
          'pictures/hidden.png',
          format,
          said ?? null,
        );
        if (!saved.ok) throw new Error(saved.message);
        const metadata = await sharp(Buffer.from(saved.value, 'base64')).metadata();
        expect(metadata, format).toMatchObject({ format, width: 4, height: 1 });
        expect([metadata.exif, metadata.iptc], format).toEqual([undefined, undefined]);
        const found = await tab.evaluate(
          (packet) => globalThis.imagesUnderTest.readXmp(packet),
          metadata.xmp?.toString('base64') ?? '',
        );
        expect(found, format).toMatchObject({
          ok: true,
          value: {
            wellFormed: true,
            digitalSourceType: 'http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia',
          },
        });
        if (found.ok) expect(found.value.description, format).toBe(said?.replace('\0', '\ufffd'));
      }
    }
  });

  it('saves a PNG with the pixels, and the profile, that it has', async () => {
    const saved = await tab.evaluate(
      (path) =>
        globalThis.imagesUnderTest.encode(path, {
          format: 'png',
          quality: 1,
          size: { width: 4, height: 1 },
          mark: { source: 'trainedAlgorithmicMedia' },
        }),
      'pictures/hidden.png',
    );
    if (!saved.ok) throw new Error(saved.message);
    const bytes = Buffer.from(saved.value, 'base64');
    const { data } = await sharp(bytes, { ignoreIcc: true }).raw().toBuffer({ resolveWithObject: true });
    expect([...data]).toEqual(hidden.flat());
    expect((await sharp(bytes).metadata()).icc?.equals(Buffer.from(displayP3Profile()))).toBe(true);
  });
});
