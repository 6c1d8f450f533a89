import { readFileSync } from 'node:fs';
import * as ort from 'onnxruntime-web';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { pixelSourceOf } from '../../../images/pixel-source';
import { findStarter } from '../../../scripts/support/starter';
import { openImageModel } from '../../../models/runtime/session';
import { runJob } from '../../../models/runtime/run-job';
import { meta as enlarge } from '../../../models/tasks/enlarge/meta';
import { run as runEnlarge } from '../../../models/tasks/enlarge/run';
import { meta as repair } from '../../../models/tasks/repair/meta';
import { run as runRepair } from '../../../models/tasks/repair/run';
import type { OptionValues } from '../../../models/tasks/task';
import { resizeBicubic } from '../../support/bicubic';
import { cropToMultiple, decodeRgb } from '../../support/pictures';
import { lumaPsnr, type Raster } from '../../support/psnr';
import { sharedFile } from '../../support/shared';

/**
 * The weights that ship, on photographs that nothing was trained on: gain in luma PSNR, mean over
 * the four, through the same code as in the product.
 */

const photos = ['astronaut_512.png', 'chelsea_451x300.png', 'coffee_600x400.png', 'rocket.jpg'];

async function apply(tool: 'enlarge' | 'repair', input: Raster, options: OptionValues): Promise<Raster> {
  const task = tool === 'enlarge' ? { meta: enlarge, run: runEnlarge } : { meta: repair, run: runRepair };
  const rgba = await sharp(Buffer.from(input.data), { raw: { ...input, channels: 3 } })
    .ensureAlpha()
    .raw()
    .toBuffer();
  const { blob } = await runJob(
    new AbortController().signal,
    task,
    pixelSourceOf(rgba, input.width, input.height),
    options,
    {
      device: { backend: 'wasm', reason: 'forced', threads: 1, adapter: '' },
      async openModel(need) {
        const model = await findStarter(need);
        return openImageModel(ort, model, readFileSync(`models/${model.source.path}`), 'wasm');
      },
      stage: () => undefined,
    },
  );
  return decodeRgb(new Uint8Array(await blob.arrayBuffer()));
}

async function meanOver(measure: (photo: Raster) => Promise<number>): Promise<number> {
  let sum = 0;
  for (const name of photos) sum += await measure(await decodeRgb(sharedFile(`images/${name}`)));
  return sum / photos.length;
}

/** Gain over plain bicubic resizing; `factor` pixels at the borders are not counted. */
function gainOverBicubic(factor: 2 | 4): Promise<number> {
  return meanOver(async (photo) => {
    const truth = cropToMultiple(photo, factor);
    const small = resizeBicubic(truth, truth.width / factor, truth.height / factor);
    const plain = resizeBicubic(small, truth.width, truth.height);
    const result = await apply('enlarge', small, { scale: String(factor) });
    return lumaPsnr(truth, result, factor) - lumaPsnr(truth, plain, factor);
  });
}

/** Normally distributed numbers from a seed (mulberry32, Box–Muller), the same in every run. */
function gaussian(seed: number): () => number {
  let state = seed;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 4294967296;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

test('enlarge ×2 gains at least 2.5 dB over bicubic', async () => {
  expect(await gainOverBicubic(2)).toBeGreaterThanOrEqual(2.5);
}, 300_000);

test('enlarge ×4 gains at least 1.4 dB over bicubic', async () => {
  expect(await gainOverBicubic(4)).toBeGreaterThanOrEqual(1.4);
}, 300_000);

test('repair gains at least 0.8 dB on JPEG of quality 30', async () => {
  const gain = await meanOver(async (photo) => {
    const jpeg = await sharp(Buffer.from(photo.data), { raw: { ...photo, channels: 3 } })
      .jpeg({ quality: 30, chromaSubsampling: '4:2:0' })
      .toBuffer();
    const damaged = await decodeRgb(new Uint8Array(jpeg));
    return lumaPsnr(photo, await apply('repair', damaged, {}), 0) - lumaPsnr(photo, damaged, 0);
  });
  expect(gain).toBeGreaterThanOrEqual(0.8);
}, 300_000);

test('repair gains at least 5 dB on Gaussian noise of σ = 15', async () => {
  const next = gaussian(15);
  const gain = await meanOver(async (photo) => {
    const data = Uint8ClampedArray.from(photo.data, (value) => Math.round(value + 15 * next()));
    const noisy = { ...photo, data: new Uint8Array(data) };
    return lumaPsnr(photo, await apply('repair', noisy, {}), 0) - lumaPsnr(photo, noisy, 0);
  });
  expect(gain).toBeGreaterThanOrEqual(5);
}, 300_000);

test('repair leaves clean pictures at 40 dB or more from themselves', async () => {
  const distance = await meanOver(async (photo) => lumaPsnr(photo, await apply('repair', photo, {}), 0));
  expect(distance).toBeGreaterThanOrEqual(40);
}, 300_000);
