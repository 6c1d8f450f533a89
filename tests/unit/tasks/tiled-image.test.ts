import { readFileSync } from 'node:fs';
import * as ort from 'onnxruntime-web';
import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { pixelSourceOf, type PixelSource } from '../../../images/pixel-source';
import type { ImageModel } from '../../../models/catalog/model';
import { model as enlargeX2 } from '../../../models/catalog/entries/starter-enlarge-x2';
import { model as enlargeX4 } from '../../../models/catalog/entries/starter-enlarge-x4';
import { model as repair } from '../../../models/catalog/entries/starter-repair';
import { openImageModel } from '../../../models/runtime/image-model';
import type { LoadedModel } from '../../../models/runtime/session';
import { runTiled } from '../../../models/tasks/tiled-image';

/** Odd in both directions, so that neither tiles nor multiples come out even. */
const width = 151;
const height = 107;

let photo: Buffer;

beforeAll(async () => {
  photo = await sharp('../shared/images/chelsea_451x300.png')
    .extract({ left: 120, top: 90, width, height })
    .ensureAlpha()
    .raw()
    .toBuffer();
});

async function runWith(
  model: ImageModel,
  input: PixelSource,
  tileSize: number,
  strength = 1,
): Promise<Uint8ClampedArray> {
  const bytes = readFileSync(`models/${model.graph}`);
  const loaded = await openImageModel(ort, model, { graph: bytes }, 'wasm');
  const rows: number[] = [];
  await runTiled(
    new AbortController().signal,
    input,
    loaded,
    {
      tileSize,
      createSink: () => ({
        write(part) {
          for (const value of part) rows.push(value);
          return Promise.resolve();
        },
      }),
      progress: () => undefined,
      preview: () => undefined,
    },
    strength,
  );
  return Uint8ClampedArray.from(rows);
}

function largestDifference(a: Uint8ClampedArray, b: Uint8ClampedArray): number {
  expect(a.length).toBe(b.length);
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs((a[i] ?? 0) - (b[i] ?? 0)));
  return largest;
}

test.each([enlargeX2, enlargeX4, repair])('$id tiled equals untiled within 1/255', async (model) => {
  const input = pixelSourceOf(photo, width, height);
  const whole = await runWith(model, input, 1024);
  expect(whole.length).toBe(width * height * model.scale ** 2 * 4);
  expect(largestDifference(await runWith(model, input, 48), whole)).toBeLessThanOrEqual(1);
});

test('a model has its own largest tile, where it says one', async () => {
  const loaded: LoadedModel = {
    model: { ...enlargeX2, receptiveRadius: 8, tileSize: 32 },
    release: () => Promise.resolve(),
    run({ width: across, height: down }) {
      expect(Math.max(across, down)).toBeLessThanOrEqual(32 + 2 * 8);
      return Promise.resolve({ data: new Float32Array(3 * 4 * across * down), width: 2 * across, height: 2 * down });
    },
  };
  let total = 0;
  const context = {
    tileSize: 512,
    createSink: () => ({ write: () => Promise.resolve() }),
    progress: (_: number, all: number) => void (total = all),
    preview: () => undefined,
  };
  await runTiled(new AbortController().signal, pixelSourceOf(photo, width, height), loaded, context);
  expect(total).toBe(Math.ceil(width / 32) * Math.ceil(height / 32));
});

test.each([enlargeX2, repair])('$id keeps alpha, tiled as untiled', async (model) => {
  const cut = Buffer.from(photo);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const distance = Math.hypot(x - width / 2, y - height / 2);
      cut[(y * width + x) * 4 + 3] = Math.max(0, Math.min(255, (45 - distance) * 64));
    }
  }
  const input = pixelSourceOf(cut, width, height);
  expect(input.mayHaveAlpha).toBe(true);
  const whole = await runWith(model, input, 1024);
  expect(largestDifference(await runWith(model, input, 40), whole)).toBeLessThanOrEqual(1);
  const alphaAt = (x: number, y: number) =>
    whole[(y * model.scale * width * model.scale + x * model.scale) * 4 + 3];
  expect(alphaAt(75, 53)).toBeGreaterThanOrEqual(254);
  expect(alphaAt(2, 2)).toBeLessThanOrEqual(1);
});

test('colour under full transparency does not reach the visible edge', async () => {
  const make = (hidden: number) => {
    const pixels = new Uint8ClampedArray(64 * 64 * 4);
    for (let i = 0; i < 64 * 64; i++) {
      const visible = i % 64 < 32;
      pixels.set(visible ? [200, 120, 40, 255] : [hidden, hidden, hidden, 0], i * 4);
    }
    return pixelSourceOf(pixels, 64, 64);
  };
  const black = await runWith(enlargeX2, make(0), 1024);
  const white = await runWith(enlargeX2, make(255), 1024);
  const edge = ((64 * 128) + 62) * 4;
  expect([...black.subarray(edge, edge + 3)]).toEqual([...white.subarray(edge, edge + 3)]);
});

test('strength 0 gives the picture back, and half lies half way', async () => {
  const input = pixelSourceOf(photo, width, height);
  const none = await runWith(repair, input, 1024, 0);
  expect(largestDifference(none, new Uint8ClampedArray(photo))).toBe(0);
  const half = await runWith(repair, input, 1024, 0.5);
  const full = await runWith(repair, input, 1024, 1);
  const between = Uint8ClampedArray.from(full, (value, i) => (value + (photo[i] ?? 0)) / 2);
  expect(largestDifference(half, between)).toBeLessThanOrEqual(1);
});
