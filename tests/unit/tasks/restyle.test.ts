import { readFileSync } from 'node:fs';
import * as ort from 'onnxruntime-web';
import { expect, test } from 'vitest';
import { pixelsOf, toPlanes } from '../../../images/planes';
import { pixelSourceOf } from '../../../images/pixel-source';
import { createSession, type LoadedModel } from '../../../models/runtime/session';
import { decodeRgb } from '../../support/pictures';
import { largestDifference, psnr, type Raster } from '../../support/psnr';
import { sharedFile } from '../../support/shared';
import { importedImageModel, pictureOnDisk, runWith } from '../../support/tools';

const width = 320;
const height = 240;

async function astronaut() {
  const whole = await pictureOnDisk(sharedFile('images/astronaut_512.png'));
  return pixelSourceOf(whole.read(60, 0, width, height), width, height);
}

/** What the network itself makes of all of it, as onnxruntime runs the file. */
async function untouched(file: string, pixels: Uint8ClampedArray): Promise<Raster> {
  const session = await createSession(ort, file, { graph: readFileSync(file) }, 'wasm');
  const feed = new ort.Tensor('float32', toPlanes(pixels, width, height).map((value) => value * 255), [1, 3, height, width]);
  const { output } = await session.run({ input: feed });
  if (!(output?.data instanceof Float32Array)) throw new Error('no floats');
  const rgba = pixelsOf({ data: output.data.map((value) => value / 255), width, height });
  return { width, height, channels: 3, data: rgba.filter((_, i) => i % 4 < 3) };
}

test.each(['style_udnie', 'style_rain_princess'])('%s: tiles give what the whole picture gives', async (name) => {
  const file = sharedFile(`weights/${name}.onnx`);
  const picture = await astronaut();
  const model = await importedImageModel(file);
  expect(model.model).toMatchObject({ tasks: ['restyle'], scale: 1, multiple: 4, white: 255 });
  const tiled = await decodeRgb(await runWith('restyle', picture, { model, tileSize: 96 }));
  const whole = await untouched(file, picture.read(0, 0, width, height));
  // Rounding to 8 bits of sums that were made in another order.
  expect(largestDifference(tiled, whole)).toBeLessThanOrEqual(1);
  const alone: LoadedModel = { model: model.model, run: (input) => model.run(input), release: () => model.release() };
  const apart = await decodeRgb(await runWith('restyle', picture, { model: alone, tileSize: 96 }));
  expect(largestDifference(apart, whole)).toBeGreaterThan(50);
});

test('half the strength is half way, and none is the picture itself', async () => {
  const picture = await astronaut();
  const model = await importedImageModel(sharedFile('weights/style_udnie.onnx'));
  const original: Raster = { width, height, channels: 3, data: picture.read(0, 0, width, height).filter((_, i) => i % 4 < 3) };
  const [none, half, all] = await Promise.all(
    [0, 50, 100].map(async (strength) => decodeRgb(await runWith('restyle', picture, { model, options: { strength } }))),
  );
  if (!none || !half || !all) throw new Error('three');
  expect(largestDifference(none, original)).toBe(0);
  const middle = { ...all, data: all.data.map((value, i) => (value + (original.data[i] ?? 0)) / 2) };
  expect(largestDifference(half, middle)).toBeLessThanOrEqual(1);
  expect(psnr(all, original)).toBeLessThan(20);
});
