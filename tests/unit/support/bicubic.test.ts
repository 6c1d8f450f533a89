import { expect, test } from 'vitest';
import reference from '../../fixtures/pillow-bicubic.json' with { type: 'json' };
import { resizeBicubic } from '../../support/bicubic';
import type { Raster } from '../../support/psnr';

function pattern(width: number, height: number): Raster {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) {
        data[(y * width + x) * 3 + c] = (x * 37 + y * 91 + c * 53 + ((x * y) % 29) * 7) % 256;
      }
    }
  }
  return { width, height, channels: 3, data };
}

test.each(reference.cases)('resizes $from to $to to the very bytes of Pillow', ({ from, to, rgb }) => {
  const [fromWidth = 0, fromHeight = 0] = from;
  const [toWidth = 0, toHeight = 0] = to;
  const resized = resizeBicubic(pattern(fromWidth, fromHeight), toWidth, toHeight);
  expect(resized).toMatchObject({ width: toWidth, height: toHeight, channels: 3 });
  expect(Buffer.from(resized.data).toString('base64')).toBe(rgb);
});
