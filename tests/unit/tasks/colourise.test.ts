import * as ort from 'onnxruntime-web';
import { expect, test } from 'vitest';
import { toLab } from '../../../images/lab';
import { pixelSourceOf } from '../../../images/pixel-source';
import { model as entry } from '../../../models/catalog/entries/ddcolor-tiny';
import { CodedError } from '../../../messages/errors';
import { openNetwork } from '../../../models/networks/open-network';
import { greyOf } from '../../../models/tasks/colourise/grey';
import { colourRow } from '../../../models/tasks/colourise/colour-row';
import { readChroma } from '../../../models/tasks/colourise/read-chroma';
import { tinyColouriser } from '../../fixtures/colouriser';
import { decodeRgb } from '../../support/pictures';
import { sharedFile } from '../../support/shared';
import { pictureOnDisk, runWith } from '../../support/tools';

const colouriser = () => openNetwork(ort, entry, { graph: tinyColouriser() }, 'wasm');
const byte = (value = NaN) => value / 255;

test('a grey photo gets colours and keeps its lightness, pixel by pixel', async () => {
  const file = sharedFile('images/camera_gray_512.png');
  const [before, after] = [await decodeRgb(await grey(file)), await decodeRgb(await runWith('colourise', await pictureOnDisk(file), { network: await colouriser() }))];
  expect([after.width, after.height]).toEqual([before.width, before.height]);
  let [furthest, coloured] = [0, 0];
  for (let i = 0; i < before.data.length; i += 3) {
    const [lightness] = toLab(byte(before.data[i]), byte(before.data[i + 1]), byte(before.data[i + 2]));
    const [now, a, b] = toLab(byte(after.data[i]), byte(after.data[i + 1]), byte(after.data[i + 2]));
    furthest = Math.max(furthest, Math.abs(now - lightness));
    if (Math.hypot(a, b) > 5) coloured++;
  }
  // Half a byte of each channel.
  expect(furthest).toBeLessThan(0.5);
  expect(coloured / (before.data.length / 3)).toBeGreaterThan(0.5);
});

/** As RGB. */
async function grey(file: string): Promise<Uint8Array> {
  return runWith('light', await pictureOnDisk(file), { options: { strength: 0 } });
}

test('without saturation the result is grey, of the same lightness as what was coloured', async () => {
  const picture = await pictureOnDisk(sharedFile('images/chelsea_451x300.png'));
  const result = await decodeRgb(await runWith('colourise', picture, { network: await colouriser(), options: { saturation: 0 } }));
  const original = picture.read(0, 0, picture.width, picture.height);
  for (let i = 0, p = 0; i < result.data.length; i += 3, p += 4) {
    expect(result.data[i]).toBe(result.data[i + 1]);
    expect(result.data[i]).toBe(result.data[i + 2]);
    if (i % 999 !== 0) continue;
    const [wanted] = toLab(byte(original[p]), byte(original[p + 1]), byte(original[p + 2]));
    expect(Math.abs(toLab(byte(result.data[i]), byte(result.data[i]), byte(result.data[i]))[0] - wanted)).toBeLessThan(0.25);
  }
});

test('transparency stays', async () => {
  const pixels = Uint8ClampedArray.from({ length: 4 * 64 * 64 }, (_, i) => (i % 4 === 3 ? i % 256 : 100));
  const result = await runWith('colourise', pixelSourceOf(pixels, 64, 64), { network: await colouriser() });
  const { default: sharp } = await import('sharp');
  const { data } = await sharp(result).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  for (let i = 3; i < data.length; i += 4) expect(data[i]).toBe(pixels[i]);
});

test('a colour that there is not of this lightness becomes the most of it that there is', () => {
  const pixels = Uint8ClampedArray.from([250, 250, 250, 255, 20, 20, 20, 255]);
  const before = [250, 20].map((value) => toLab(byte(value), byte(value), byte(value))[0]);
  colourRow(pixels, Float32Array.from([100, 100, 100, -100]));
  for (const [i, lightness] of before.entries()) {
    const [red, green, blue] = pixels.subarray(4 * i, 4 * i + 3);
    const [now, a, b] = toLab(byte(red), byte(green), byte(blue));
    expect(Math.abs(now - lightness)).toBeLessThan(0.6);
    expect(Math.hypot(a, b)).toBeGreaterThan(1);
    expect(Math.hypot(a, b)).toBeLessThan(100);
  }
});

test('the network sees the grey of each place’s lightness, three times', () => {
  const seen = greyOf(Float32Array.from([1, 0.5, 0, 0.5, 0, 0.5]));
  expect(seen).toHaveLength(6);
  expect([...seen.slice(2, 4)]).toEqual([...seen.slice(0, 2)]);
  expect([...seen.slice(4)]).toEqual([...seen.slice(0, 2)]);
  // Red is as light as a grey of 0.498; what is grey stays.
  expect(seen[0]).toBeCloseTo(0.4985, 3);
  expect(seen[1]).toBeCloseTo(0.5, 5);
});

test.each([
  ['another shape', { data: new Float32Array(27), dims: [1, 3, 3, 3] }],
  ['no numbers', { data: new Float32Array(8).fill(NaN), dims: [1, 2, 2, 2] }],
])('%s is no colours', (_, value) => {
  expect(() => readChroma(value)).toThrow(CodedError);
});
