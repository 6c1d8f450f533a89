import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { largestDifference, lumaPsnr, psnr, type Raster } from '../../support/psnr';
import { sharedFile } from '../../support/shared';

const vectors = z.object({ psnr_IPOL: z.number() });

async function grey(path: string): Promise<Raster> {
  const { data, info } = await sharp(path).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: info.channels, data };
}

function flat(value: [number, number, number], width = 8, height = 8): Raster {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < data.length; i++) data[i] = value[i % 3] ?? 0;
  return { width, height, channels: 3, data };
}

test('agrees with the published value for a noisy photograph', async () => {
  const { psnr_IPOL } = vectors.parse(
    JSON.parse(await readFile(sharedFile('reference/psnr_ssim_vectors.json'), 'utf8')),
  );
  const clean = await grey(sharedFile('images/camera_gray_512.png'));
  const noisy = await grey(sharedFile('reference/camera_noisy_sigma20_seed5.png'));
  expect(psnr(clean, noisy)).toBeCloseTo(psnr_IPOL, 4);
});

test('is infinite for equal pictures', () => {
  expect(psnr(flat([1, 2, 3]), flat([1, 2, 3]))).toBe(Infinity);
});

test('measures luma with the weights of BT.601', () => {
  // A difference of 51 in green alone is one of 128.553 · 51 / 255 in luma.
  const expected = 20 * Math.log10(255 / ((128.553 * 51) / 255));
  expect(lumaPsnr(flat([10, 60, 20]), flat([10, 111, 20]), 0)).toBeCloseTo(expected, 9);
});

test('leaves the border out of luma', () => {
  const changed = flat([0, 0, 0]);
  changed.data[0] = 255;
  expect(lumaPsnr(flat([0, 0, 0]), changed, 1)).toBe(Infinity);
  expect(lumaPsnr(flat([0, 0, 0]), changed, 0)).toBeLessThan(Infinity);
});

test('finds the largest difference', () => {
  const changed = flat([10, 10, 10]);
  changed.data[7] = 3;
  expect(largestDifference(flat([10, 10, 10]), changed)).toBe(7);
});

test('refuses to compare pictures of different sizes', () => {
  expect(() => psnr(flat([0, 0, 0]), flat([0, 0, 0], 4))).toThrow(/Sizes differ/);
});
