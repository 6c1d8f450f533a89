import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linearOfByte, byteOfLinear, toEncoded } from '../../../images/linear-light';
import { pixelSourceOf, type PixelSource } from '../../../images/pixel-source';
import { outputOf } from '../../../models/networks/open-network';
import { tensorOf } from '../../../models/networks/picture-tensor';
import { adjusted } from '../../../models/tasks/light/adjustments';
import { manifestFile } from '../../support/manifest';
import { decodeRgb } from '../../support/pictures';
import { psnr } from '../../support/psnr';
import { sharedFile } from '../../support/shared';
import { importedNetwork, pictureOnDisk, runWith } from '../../support/tools';

const astronaut = sharedFile('images/astronaut_512.png');
const networks = ['lowlight_agllnet_256', 'lowlight_tbefn_320x480'] as const;

/** The picture as it would be in a fifth of its brightness, as values go. */
async function darkened(file: string, by = 0.2): Promise<PixelSource> {
  const source = await pictureOnDisk(file);
  const pixels = source.read(0, 0, source.width, source.height);
  for (let i = 0; i < pixels.length; i++) if (i % 4 < 3) pixels[i] = (pixels[i] ?? 0) * by;
  return pixelSourceOf(pixels, source.width, source.height);
}

const pixelsOfSource = (source: PixelSource) => {
  const { width, height } = source;
  const rgba = source.read(0, 0, width, height);
  return { width, height, channels: 3, data: rgba.filter((_, i) => i % 4 < 3) };
};

test.each([
  ['lowlight_agllnet_256', { x: 60, y: 0 }],
  ['lowlight_tbefn_320x480', { x: 0, y: 0 }],
] as const)('%s gives what was recorded', async (name, { x, y }) => {
  const network = await importedNetwork(sharedFile(`weights/${name}.onnx`));
  const { model } = network;
  if (model.kind !== 'brightener') throw new Error(model.kind);
  const { input } = model;
  const crop = (await pictureOnDisk(astronaut)).read(x, y, input.width, input.height);
  const area = input.width * input.height;
  const planes = Float32Array.from({ length: 3 * area }, (_, i) => ((crop[4 * (i % area) + Math.floor(i / area)] ?? 0) / 255) * 0.2);
  const { data, dims } = outputOf(network, await network.run(tensorOf(planes, input, input)));
  const [recorded] = manifestFile(`weights/${name}.onnx`).smoke.outputs;
  expect(dims).toEqual(recorded?.shape);
  expect(Object.keys(recorded?.samples ?? {})).toHaveLength(8);
  for (const [at, value] of Object.entries(recorded?.samples ?? {})) expect(data[Number(at)], at).toBeCloseTo(value, 4);
  expect(data.reduce((sum, value) => sum + value, 0) / data.length).toBeCloseTo(recorded?.mean ?? NaN, 4);
});

test.each(['astronaut_512', 'chelsea_451x300'])('a dark %s becomes more like what it was, with curves and with every network', async (name) => {
  const original = await decodeRgb(sharedFile(`images/${name}.png`));
  const dark = await darkened(sharedFile(`images/${name}.png`));
  const before = psnr(pixelsOfSource(dark), original);
  const curves = psnr(await decodeRgb(await runWith('light', dark, {})), original);
  expect(curves).toBeGreaterThan(before + 6);
  for (const each of networks) {
    const network = await importedNetwork(sharedFile(`weights/${each}.onnx`));
    const after = psnr(await decodeRgb(await runWith('light', dark, { network })), original);
    expect(after, each).toBeGreaterThan(before + 10);
  }
});

test('without strength and adjustments nothing changes, whoever would do it', async () => {
  const dark = await darkened(astronaut);
  const network = await importedNetwork(sharedFile(`weights/${networks[0]}.onnx`));
  for (const by of [{}, { network }]) {
    const result = await decodeRgb(await runWith('light', dark, { ...by, options: { strength: 0 } }));
    expect(psnr(result, pixelsOfSource(dark))).toBe(Infinity);
  }
});

test('a picture that is bright already stays as it is', async () => {
  const picture = pixelSourceOf(Uint8ClampedArray.from({ length: 4 * 64 * 64 }, (_, i) => (i % 4 === 3 ? 255 : 128 + (i % 128))), 64, 64);
  const result = await decodeRgb(await runWith('light', picture, {}));
  expect(psnr(result, pixelsOfSource(picture))).toBe(Infinity);
});

test('one stop more of a dark grey is twice the light, and white stays white', () => {
  const none = { exposure: 0, shadows: 0, highlights: 0, contrast: 0 };
  expect(adjusted(0.01, { ...none, exposure: 1 })).toBeCloseTo(0.02, 3);
  expect(adjusted(0.4, { ...none, exposure: -1 })).toBeCloseTo(0.2, 6);
  expect(adjusted(1, { ...none, exposure: 3 })).toBeCloseTo(1, 6);
});

test('no adjustment turns darker into brighter', () => {
  const percent = fc.integer({ min: -100, max: 100 });
  const adjustments = fc.record({ exposure: fc.double({ min: -3, max: 3, noNaN: true }), shadows: percent, highlights: percent, contrast: percent });
  fc.assert(
    fc.property(adjustments, (each) => {
      let before = 0;
      for (let i = 0; i <= 400; i++) {
        const after = adjusted(i / 400, each);
        expect(after).toBeGreaterThanOrEqual(before - 1e-9);
        expect(after).toBeLessThanOrEqual(1);
        before = after;
      }
    }),
  );
});

test('light of every byte becomes that byte again', () => {
  for (let byte = 0; byte < 256; byte++) expect(byteOfLinear(linearOfByte[byte] ?? NaN)).toBe(byte);
  for (let i = 0; i <= 5000; i++) expect(Math.abs(byteOfLinear(i / 5000) - toEncoded(i / 5000) * 255)).toBeLessThan(0.55);
});
