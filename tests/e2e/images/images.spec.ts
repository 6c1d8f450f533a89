import { rm } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ColorSpace } from '../../../images/pixel-source';
import type { SaveFormat, SaveOptions } from '../../../images/save-picture';
import { hostileFiles, type HostileFile } from '../../fixtures/hostile';
import { type GoodPicture, goodPictures, largeJpeg, type Quadrants, secrets, srgbOf } from '../../fixtures/pictures';
import type { BrowserName } from '../../support/browsers';
import { launchChromium } from '../../support/chromium';
import type { ExtensionBrowser } from '../../support/extension-browser';
import { launchFirefox } from '../../support/firefox';
import { proportionalSetSize } from '../../support/memory';
import type { Tab } from '../../support/tab';
import { until } from '../../support/wait';
import { buildImagesExtension } from './build-extension';
import type { Point } from './extension/requests';

const large = { width: 8192, height: 6144 };
const photo = { width: 8000, height: 6000 };
const tolerance = 3;

let good: GoodPicture[] = [];
let hostile: HostileFile[] = [];
const files = new Map<string, Uint8Array>();

beforeAll(async () => {
  good = await goodPictures();
  hostile = await hostileFiles();
  for (const { name, bytes } of [...good, ...hostile]) files.set(name, bytes);
  files.set('50-megapixels.jpg', await largeJpeg(large.width, large.height));
  files.set('48-megapixels.jpg', await largeJpeg(photo.width, photo.height));
});

/** The middles of the four quadrants. */
function middles({ width, height }: { width: number; height: number }): Point[] {
  const [left, right] = [Math.floor(width / 4), Math.floor((width * 3) / 4)];
  const [top, bottom] = [Math.floor(height / 4), Math.floor((height * 3) / 4)];
  return [
    [left, top],
    [right, top],
    [left, bottom],
    [right, bottom],
  ];
}

function differences(pixels: readonly (readonly number[])[], quadrants: Quadrants): number[] {
  return quadrants.flatMap((color, i) => color.map((value, c) => Math.abs(value - (pixels[i]?.[c] ?? NaN))));
}

const browsers: readonly BrowserName[] = ['chromium', 'firefox'];

describe.each(browsers)('pictures in %s', (name) => {
  // Firefox 153 knows no other canvases than sRGB; there everything is converted.
  const holdsDisplayP3 = name === 'chromium';
  const colorSpaceOf = ({ wideGamut }: GoodPicture): ColorSpace =>
    wideGamut && holdsDisplayP3 ? 'display-p3' : 'srgb';
  const quadrantsOf = ({ wideGamut, quadrants: [a, b, c, d] }: GoodPicture): Quadrants =>
    wideGamut && !holdsDisplayP3 ? [srgbOf(a), srgbOf(b), srgbOf(c), srgbOf(d)] : [a, b, c, d];

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

  const open = (file: string) => tab.evaluate((path) => globalThis.imagesUnderTest.open(path), `pictures/${file}`);
  const decode = (file: string, points: readonly Point[]) =>
    tab.evaluate((path, at) => globalThis.imagesUnderTest.decode(path, at), `pictures/${file}`, points);
  const decodeOnly = (file: string, points: readonly Point[]) =>
    tab.evaluate((path, at) => globalThis.imagesUnderTest.decodeOnly(path, at), `pictures/${file}`, points);
  const save = async (file: string, options: SaveOptions) => {
    const saved = await tab.evaluate(
      (path, how) => globalThis.imagesUnderTest.encode(path, how),
      `pictures/${file}`,
      options,
    );
    if (!saved.ok) throw new Error(`${file}: ${saved.message}`);
    return Buffer.from(saved.value, 'base64');
  };

  it('opens good pictures as they are shown', async () => {
    for (const picture of good) {
      const { name: file, width, height, format, animated } = picture;
      const type = format === 'svg' ? 'image/png' : format === 'ico' ? 'image/x-icon' : `image/${format}`;
      expect(await open(file), file).toMatchObject({
        ok: true,
        value: { width, height, animated, type },
      });
    }
  });

  it('decodes them upright and in their own colours', async () => {
    for (const picture of good) {
      const decoded = await decode(picture.name, middles(picture));
      if (!decoded.ok) throw new Error(`${picture.name}: ${decoded.message}`);
      const { width, height, colorSpace, mayHaveAlpha, pixels } = decoded.value;
      expect({ width, height, colorSpace }, picture.name).toEqual({
        width: picture.width,
        height: picture.height,
        colorSpace: colorSpaceOf(picture),
      });
      expect(mayHaveAlpha, picture.name).toBe(picture.hasAlpha ?? true);
      expect(Math.max(...differences(pixels, quadrantsOf(picture))), picture.name).toBeLessThanOrEqual(tolerance);
    }
  });

  it('opens or refuses every hostile file as it should, soon, and lives on', async () => {
    const wrong: string[] = [];
    for (const { name: file, refused, mayOpen } of hostile) {
      const outcome = await open(file);
      const fine = outcome.ok ? mayOpen : refused.includes(outcome.code);
      if (!fine || outcome.milliseconds > 10_000) wrong.push(`${file}: ${JSON.stringify(outcome)}`);
      if (!outcome.ok) continue;
      const decoded = await decode(file, [[0, 0]]);
      if (!decoded.ok) wrong.push(`${file}: opened, but ${decoded.message}`);
    }
    expect(wrong).toEqual([]);
  });

  it('refuses in the worker, too, what is damaged or too large', async () => {
    expect(await decodeOnly('bomb-65535.png', [])).toMatchObject({ ok: false, code: 'picture-too-large' });
    expect(await decodeOnly('no-data.png', [])).toMatchObject({ ok: false, code: 'picture-damaged' });
  });

  it('saves in the asked format and size, without metadata, from any source', async () => {
    const size = { width: 40, height: 24 };
    for (const file of ['gps.jpg', 'metadata.png', 'orientation-6.jpg', 'orientation-6.png', 'plain.avif', 'alpha.webp']) {
      const picture = good.find((candidate) => candidate.name === file);
      if (!picture) throw new Error(file);
      for (const format of ['png', 'jpeg', 'webp'] satisfies SaveFormat[]) {
        const saved = await save(file, { format, quality: 95, size });
        const what = `${file} as ${format}`;
        const metadata = await sharp(saved).metadata();
        expect(metadata, what).toMatchObject({ format, ...size });
        expect([metadata.exif, metadata.xmp, metadata.iptc, metadata.orientation, metadata.comments], what).toEqual(
          Array.from({ length: 5 }),
        );
        for (const secret of [secrets.maker, secrets.comment, 'GPS', 'eXIf', 'tEXt', 'tIME', 'Exif']) {
          expect(saved.includes(secret), `${secret} in ${what}`).toBe(false);
        }
        if (picture.hasAlpha) continue;
        const { data } = await sharp(saved).removeAlpha().raw().toBuffer({ resolveWithObject: true });
        const pixels = middles(size).map(([x, y]) => [...data.subarray((y * size.width + x) * 3).subarray(0, 3)]);
        // WebP and JPEG keep colours only nearly; the quadrants are far further apart.
        expect(Math.max(...differences(pixels, picture.quadrants)), what).toBeLessThanOrEqual(12);
      }
    }
  });

  it('leaves the pixels of a PNG as they are, byte for byte', async () => {
    const picture = files.get('metadata.png');
    const saved = await save('metadata.png', { format: 'png', quality: 1, size: { width: 40, height: 24 } });
    const idat = Buffer.from(picture ?? []).indexOf('IDAT');
    const length = Buffer.from(picture ?? []).readUInt32BE(idat - 4);
    expect(saved.includes(Buffer.from(picture ?? []).subarray(idat - 4, idat + 8 + length))).toBe(true);
    // Nothing to leave out here: the same file.
    expect(await save('p3-cicp.png', { format: 'png', quality: 1, size: { width: 40, height: 24 } })).toEqual(
      Buffer.from(files.get('p3-cicp.png') ?? []),
    );
  });

  it('puts what is translucent on white for JPEG, and keeps it in PNG and WebP', async () => {
    const size = { width: 40, height: 24 };
    const jpeg = await sharp(await save('alpha.png', { format: 'jpeg', quality: 100, size })).raw().toBuffer();
    // (220, 30, 30) at half opacity over white.
    const [red = 0, green = 0] = jpeg.subarray((6 * 40 + 10) * 3);
    expect(Math.abs(red - 238)).toBeLessThanOrEqual(4);
    expect(Math.abs(green - 143)).toBeLessThanOrEqual(4);
    for (const format of ['png', 'webp'] satisfies SaveFormat[]) {
      const saved = sharp(await save('alpha-lossless.webp', { format, quality: 100, size }));
      expect((await saved.metadata()).hasAlpha, format).toBe(true);
    }
  });

  if (holdsDisplayP3) it('keeps Display P3 and says so in the file', async () => {
    for (const format of ['png', 'jpeg', 'webp'] satisfies SaveFormat[]) {
      const saved = await save('p3.jpg', { format, quality: 100, size: { width: 40, height: 24 } });
      expect((await sharp(saved).metadata()).icc?.length, format).toBeGreaterThan(0);
      const [red = 0, green = 0] = await sharp(saved).keepIccProfile().removeAlpha().raw().toBuffer();
      expect([red > 245, green < 12], `${format}: ${red}, ${green}`).toEqual([true, true]);
    }
  });

  it('scales when another size is asked for', async () => {
    const saved = await save('plain.png', { format: 'png', quality: 1, size: { width: 20, height: 12 } });
    expect(await sharp(saved).metadata()).toMatchObject({ width: 20, height: 12 });
  });

  it('says that WebP cannot be so wide', async () => {
    const options: SaveOptions = { format: 'webp', quality: 80, size: { width: 16_384, height: 10 } };
    const outcome = await tab.evaluate((how) => globalThis.imagesUnderTest.encode('pictures/plain.png', how), options);
    expect(outcome).toMatchObject({ ok: false, code: 'webp-too-large' });
  });

  it('saves 50 megapixels', async () => {
    for (const format of ['jpeg', 'png'] satisfies SaveFormat[]) {
      const options: SaveOptions = { format, quality: 80, size: large };
      const outcome = await tab.evaluate(
        (how) => globalThis.imagesUnderTest.encodedBytes('pictures/50-megapixels.jpg', how),
        options,
      );
      expect(outcome, format).toMatchObject({ ok: true });
    }
  });

  if (process.platform === 'linux') it('decodes 48 megapixels with hardly more than one copy in memory', async () => {
    const memory = () => proportionalSetSize(browser.processIds());
    const before = memory();
    let peak = before;
    const timer = setInterval(() => (peak = Math.max(peak, memory())), 25);
    const outcome = await decodeOnly('48-megapixels.jpg', [[photo.width - 1, photo.height - 1]]);
    clearInterval(timer);
    expect(outcome).toMatchObject({ ok: true });
    const file = files.get('48-megapixels.jpg')?.length ?? 0;
    // The page holds the file, the worker reads it; browsers need some room of their own.
    const allowed = 1.2 * photo.width * photo.height * 4 + 3 * file + 32 * 2 ** 20;
    expect(peak - before).toBeLessThan(allowed);
  });
});
