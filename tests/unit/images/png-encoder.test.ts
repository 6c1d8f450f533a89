import fc from 'fast-check';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { PngEncoder } from '../../../images/png-encoder';

async function encode(
  pixels: Uint8ClampedArray,
  width: number,
  height: number,
  alpha: boolean,
  rowsAtOnce: number,
  colorSpace: 'srgb' | 'display-p3' = 'srgb',
): Promise<Buffer> {
  const encoder = new PngEncoder({ width, height, alpha, colorSpace });
  for (let y = 0; y < height; y += rowsAtOnce) {
    await encoder.write(pixels.slice(y * width * 4, (y + rowsAtOnce) * width * 4));
  }
  return Buffer.from(await (await encoder.finish()).arrayBuffer());
}

test('every pixel comes back, whatever it is and however its rows arrive', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 40 }),
      fc.boolean(),
      fc.integer({ min: 1, max: 41 }),
      fc.infiniteStream(fc.nat({ max: 255 })),
      async (width, height, alpha, rowsAtOnce, bytes) => {
        const pixels = Uint8ClampedArray.from({ length: width * height * 4 }, (_, i) =>
          !alpha && i % 4 === 3 ? 255 : Number(bytes.next().value),
        );
        const png = await encode(pixels, width, height, alpha, rowsAtOnce);
        const decoded = await sharp(png).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
        expect(decoded.info).toMatchObject({ width, height });
        expect(decoded.data.equals(Buffer.from(pixels))).toBe(true);
      },
    ),
    { numRuns: 40 },
  );
});

test('a wide-gamut picture carries the Display P3 profile, and no picture anything else', async () => {
  const pixels = new Uint8ClampedArray(16).fill(255);
  const wide = await sharp(await encode(pixels, 2, 2, false, 2, 'display-p3')).metadata();
  expect(wide.icc?.subarray(36, 40).toString()).toBe('acsp');
  const chunks: string[] = [];
  const plain = await encode(pixels, 2, 2, false, 2);
  for (let at = 8; at < plain.length; at += plain.readUInt32BE(at) + 12) {
    chunks.push(plain.toString('latin1', at + 4, at + 8));
  }
  expect(chunks).toEqual(['IHDR', 'sRGB', 'IDAT', 'IEND']);
});

test('P3 red reads as P3 red: converted to sRGB it clips to pure red', async () => {
  const pixels = new Uint8ClampedArray([255, 0, 0, 255]);
  const png = await encode(pixels, 1, 1, false, 1, 'display-p3');
  // In P3 coordinates sRGB red is (234, 51, 35); converting that to sRGB must give (255, 0, 0).
  const red = await encode(new Uint8ClampedArray([234, 51, 35, 255]), 1, 1, false, 1, 'display-p3');
  const [r = 0, g = 255, b = 255] = await sharp(red).toColourspace('srgb').removeAlpha().raw().toBuffer();
  expect(r).toBeGreaterThanOrEqual(253);
  expect(g).toBeLessThanOrEqual(4);
  expect(b).toBeLessThanOrEqual(4);
  const [pure] = await sharp(png).toColourspace('srgb').removeAlpha().raw().toBuffer();
  expect(pure).toBe(255);
});

test('rows that do not fit are refused', async () => {
  const encoder = new PngEncoder({ width: 2, height: 1, alpha: false, colorSpace: 'srgb' });
  await expect(encoder.write(new Uint8ClampedArray(7))).rejects.toThrow(RangeError);
  await expect(encoder.finish()).rejects.toThrow(RangeError);
});
