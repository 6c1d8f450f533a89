import * as ort from 'onnxruntime-web';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { Mask } from '../../../images/mask';
import { pixelSourceOf } from '../../../images/pixel-source';
import { rasteriseMask } from '../../../images/rasterise-mask';
import { model as lama } from '../../../models/catalog/entries/lama';
import { model as migan } from '../../../models/catalog/entries/migan';
import { openNetwork, type LoadedNetwork } from '../../../models/networks/open-network';
import { lamaLike, miganLike } from '../../fixtures/inpainters';
import { Random } from '../../support/random';
import { runWith } from '../../support/tools';

const size = { width: 700, height: 400 };
const whole = { x: 0, y: 0, ...size };

function noise(): Uint8ClampedArray {
  const random = new Random(5);
  return Uint8ClampedArray.from({ length: size.width * size.height * 4 }, () => random.whole(0, 255));
}

/** Two strokes that lie far apart. */
const mask: Mask = {
  shapes: [
    { kind: 'stroke', erase: false, radius: 12, points: [40, 50, 120, 60] },
    { kind: 'stroke', erase: false, radius: 9, points: [600, 350] },
  ],
  inverted: false,
  feather: 4,
};

const standIns = [
  { model: migan, graph: miganLike() },
  { model: lama, graph: lamaLike() },
];

async function counted(standIn: (typeof standIns)[number]): Promise<LoadedNetwork & { runs: () => number }> {
  const network = await openNetwork(ort, standIn.model, { graph: standIn.graph }, 'wasm');
  let runs = 0;
  return {
    ...network,
    runs: () => runs,
    run(values) {
      runs++;
      return network.run(values);
    },
  };
}

test.each(standIns)('$model.id fills each part by itself and leaves every other sample as it is', async (standIn) => {
  const pixels = noise();
  const network = await counted(standIn);
  const png = await runWith('erase', pixelSourceOf(pixels.slice(), size.width, size.height), { network, mask });
  const result = await sharp(png).raw().toBuffer();
  const coverage = rasteriseMask(mask, size, whole);
  // Colours, and how opaque they are.
  expect(network.runs()).toBe(2 * 2);
  let [changed, changedOutside, outside] = [0, 0, 0];
  for (let i = 0; i < coverage.length; i++) {
    const isSame = [0, 1, 2, 3].every((channel) => result[4 * i + channel] === pixels[4 * i + channel]);
    if (!isSame) changed++;
    if (coverage[i] === 0) outside++;
    if (coverage[i] === 0 && !isSame) changedOutside++;
  }
  expect(changedOutside).toBe(0);
  expect(outside).toBeGreaterThan(200_000);
  expect(changed).toBeGreaterThan(2000);
});

test.each(standIns)('what $model.id sees has a hole where something is marked, and nothing of what was there', async (standIn) => {
  const network = await counted(standIn);
  const results = await Promise.all(
    [0, 255].map(async (under) => {
      const pixels = new Uint8ClampedArray(size.width * size.height * 4).fill(128);
      const coverage = rasteriseMask({ ...mask, feather: 0 }, size, whole);
      for (let i = 0; i < coverage.length; i++) if (coverage[i] === 255) pixels.fill(under, 4 * i, 4 * i + 3);
      return sharp(await runWith('erase', pixelSourceOf(pixels, size.width, size.height), { network, mask })).raw().toBuffer();
    }),
  );
  // Where it is covered wholly, what was under the brush makes no difference.
  const coverage = rasteriseMask(mask, size, whole);
  const [one, other] = results;
  let most = 0;
  for (let i = 0; i < coverage.length; i++) {
    if (coverage[i] === 255) most = Math.max(most, Math.abs((one?.[4 * i] ?? 0) - (other?.[4 * i] ?? 255)));
  }
  expect(most).toBeLessThanOrEqual(1);
});

test('an answer of another size is a failure of the model', async () => {
  const [standIn] = standIns;
  if (!standIn) throw new Error('no network');
  const network = await counted(standIn);
  const wrong: LoadedNetwork = { ...network, run: () => Promise.resolve(new Map([['result', { data: new Float32Array(12), dims: [1, 3, 2, 2] }]])) };
  const running = runWith('erase', pixelSourceOf(noise(), size.width, size.height), { network: wrong, mask });
  await expect(running).rejects.toMatchObject({ code: 'model-failed' });
});

test('where there was nothing around, an erased thing leaves nothing', async () => {
  const [standIn] = standIns;
  if (!standIn) throw new Error('no network');
  const network = await openNetwork(ort, standIn.model, { graph: standIn.graph }, 'wasm');
  /** Fills with the mean of what is kept. */
  const mean: LoadedNetwork = {
    ...network,
    run(values) {
      const { image, mask: kept } = 'dims' in values ? {} : values;
      if (!image || !kept) throw new Error('no feeds');
      const area = kept.data.length;
      const out = Float32Array.from(image.data);
      for (let channel = 0; channel < 3; channel++) {
        let [sum, count] = [0, 0];
        for (let i = 0; i < area; i++) if (kept.data[i] === 255) [sum, count] = [sum + (out[channel * area + i] ?? 0), count + 1];
        for (let i = 0; i < area; i++) if (kept.data[i] !== 255) out[channel * area + i] = sum / count;
      }
      return Promise.resolve(new Map([['result', { data: out, dims: image.dims }]]));
    },
  };
  const pixels = new Uint8ClampedArray(size.width * size.height * 4);
  const sharpened = rasteriseMask({ ...mask, feather: 0 }, size, whole);
  for (let i = 0; i < sharpened.length; i++) if (sharpened[i] === 255) pixels.set([200, 30, 20, 255], 4 * i);
  const result = await sharp(await runWith('erase', pixelSourceOf(pixels, size.width, size.height), { network: mean, mask })).raw().toBuffer();
  const coverage = rasteriseMask(mask, size, whole);
  const most = coverage.reduce((largest, cover, i) => (cover === 255 ? Math.max(largest, result[4 * i + 3] ?? 255) : largest), 0);
  expect(most).toBeLessThanOrEqual(2);
});
