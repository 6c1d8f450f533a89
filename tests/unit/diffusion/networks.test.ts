import * as ort from 'onnxruntime-web';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { pixelsOf, toPlanes } from '../../../images/planes';
import type { Graph } from '../../../models/runtime/graph';
import { openGraph, roundTrip, sampleDigit } from '../../../scripts/support/networks';
import { psnr } from '../../support/psnr';
import { sharedFile } from '../../support/shared';

describe('digits', () => {
  const digits = Array.from({ length: 10 }, (_, digit) => digit);
  let network: Graph;
  /** Of each digit its pictures, by seed. */
  let sampled: Float32Array[][];

  beforeAll(async () => {
    network = await openGraph(ort, sharedFile('weights/diffusion_mnist_dit_classcond.onnx'));
    sampled = [];
    for (const digit of digits) {
      const pictures: Float32Array[] = [];
      for (let seed = 1; seed <= 4; seed++) pictures.push(await sampleDigit(network, digit, seed, { steps: 25 }));
      sampled.push(pictures);
    }
  }, 120_000);

  test('are ink on paper: each picture is black or white nearly everywhere, and as much of all is ink as people use', () => {
    const share = (values: Float32Array, holds: (value: number) => boolean) => values.filter(holds).length / values.length;
    for (const picture of sampled.flat()) {
      expect(share(picture, (value) => Math.abs(Math.abs(value) - 1) < 0.3)).toBeGreaterThan(0.85);
    }
    const ink = sampled.flat().map((picture) => share(picture, (value) => value > 0));
    // Of the digits of MNIST 13 % is ink.
    const mean = ink.reduce((sum, each) => sum + each, 0) / ink.length;
    expect(mean).toBeGreaterThan(0.05);
    expect(mean).toBeLessThan(0.2);
  });

  // The network is small and not all of what it writes can be read; by chance 4 of 40 would be right.
  test('are the ones that were asked for: far more than by chance are nearest to the others of their own', () => {
    let right = 0;
    for (const [digit, pictures] of sampled.entries()) {
      for (const [index, picture] of pictures.entries()) {
        const distances = sampled.map((others, other) => {
          const compared = others.filter((_, at) => other !== digit || at !== index);
          return Math.min(...compared.map((each) => distance(each, picture)));
        });
        if (distances.indexOf(Math.min(...distances)) === digit) right++;
      }
    }
    expect(right).toBeGreaterThanOrEqual(16);
  });

  test('are the same whichever way the equation is solved', async () => {
    for (const digit of [0, 3, 7]) {
      const ddim = await sampleDigit(network, digit, 1, { steps: 200 });
      const dpm = await sampleDigit(network, digit, 1, { steps: 40, solver: 'dpm' });
      const mean = ddim.reduce((sum, value, index) => sum + Math.abs(value - (dpm[index] ?? NaN)), 0) / ddim.length;
      expect(mean).toBeLessThan(0.03);
    }
  }, 60_000);

  test('come out again from the same seed, and otherwise from another', async () => {
    const [first, second] = [sampled[3]?.[0], sampled[3]?.[1]];
    if (!first || !second) throw new Error('no digits');
    expect(await sampleDigit(network, 3, 1, { steps: 25 })).toEqual(first);
    expect(distance(first, second)).toBeGreaterThan(1);
  });
});

/** Of two pictures that may be shifted by a pixel or two against one another: people do not write on a grid. */
function distance(a: Float32Array, b: Float32Array): number {
  let least = Infinity;
  for (let dy = -2; dy <= 2; dy++) {
    for (let dx = -2; dx <= 2; dx++) {
      let sum = 0;
      for (let y = 2; y < 26; y++) {
        for (let x = 2; x < 26; x++) sum += ((a[y * 28 + x] ?? 0) - (b[(y + dy) * 28 + x + dx] ?? 0)) ** 2;
      }
      least = Math.min(least, sum);
    }
  }
  return Math.sqrt(least);
}

test.each(['astronaut_512.png', 'chelsea_451x300.png', 'coffee_600x400.png'])('%s comes back from TAEF2 with at least 29 dB', async (name) => {
  const encoder = await openGraph(ort, sharedFile('weights/vae_taef2_encoder.onnx'));
  const decoder = await openGraph(ort, sharedFile('weights/vae_taef2_decoder.onnx'));
  const side = 256;
  const rgba = await sharp(sharedFile(`images/${name}`))
    .extract({ left: 20, top: 0, width: side, height: side })
    .ensureAlpha()
    .raw()
    .toBuffer();
  const before = new Uint8ClampedArray(rgba);
  const after = pixelsOf(await roundTrip(encoder, decoder, { data: toPlanes(before, side, side), width: side, height: side }));
  const raster = (data: Uint8ClampedArray) => ({ width: side, height: side, channels: 3, data: data.filter((_, index) => index % 4 !== 3) });
  expect(psnr(raster(before), raster(after))).toBeGreaterThan(29);
}, 120_000);
