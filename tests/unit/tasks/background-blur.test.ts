import * as ort from 'onnxruntime-web';
import { expect, test } from 'vitest';
import { pixelSourceOf, type PixelSource } from '../../../images/pixel-source';
import { contractFor } from '../../../models/catalog/contract';
import { model as entry } from '../../../models/catalog/entries/depth-anything-v2-small';
import { openNetwork } from '../../../models/networks/open-network';
import { inspectGraph } from '../../../models/onnx/inspect';
import { inputSize } from '../../../models/networks/picture-tensor';
import { defocus } from '../../../models/tasks/background-blur/defocus';
import { discRadius } from '../../../models/tasks/background-blur/lens';
import { widestAround } from '../../../models/tasks/background-blur/widest-around';
import type { OptionValues } from '../../../models/tasks/task';
import { rednessDepth } from '../../fixtures/depth';
import { decodeRgb } from '../../support/pictures';
import { runWith } from '../../support/tools';

const [width, height] = [360, 240];
/** Left of it everything is red, and so near. */
const border = 180;

/** A near half of red and a far one of blue, both of fine stripes. */
function halves(): PixelSource {
  const pixels = new Uint8ClampedArray(4 * width * height);
  for (let i = 0, at = 0; i < width * height; i++, at += 4) {
    const stripe = (i % width) % 4 < 2 ? 60 : 0;
    pixels.set(i % width < border ? [190 + stripe, 20, 20, 255] : [20, 20, 190 + stripe, 255], at);
  }
  return pixelSourceOf(pixels, width, height);
}

const depth = () => openNetwork(ort, entry, { graph: rednessDepth() }, 'wasm');
const blurred = async (options: Partial<OptionValues>, picture = halves()) =>
  decodeRgb(await runWith('background-blur', picture, { network: await depth(), options: { strength: 100, ...options } }));

/** Difference between neighbouring stripes in the middle row, and the most red, in columns from one up to another. */
function looked({ data }: { data: Uint8Array | Uint8ClampedArray }, from: number, to: number) {
  let [stripes, red] = [0, 0];
  for (let x = from; x < to; x++) {
    const at = 3 * ((height / 2) * width + x);
    const [one, other] = x < border ? [at, at - 6] : [at + 2, at - 4];
    stripes = Math.max(stripes, Math.abs((data[one] ?? 0) - (data[other] ?? 0)));
    red = Math.max(red, data[at] ?? 0);
  }
  return { stripes, red };
}

test('what is far is blurred, and what is near stays to the bit', async () => {
  const result = await blurred({ distance: 0 });
  const original = halves().read(0, 0, width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < border - 12; x++) {
      const i = y * width + x;
      expect([...result.data.subarray(3 * i, 3 * i + 3)]).toEqual([...original.subarray(4 * i, 4 * i + 3)]);
    }
  }
  expect(looked(result, border + 20, width - 10).stripes).toBeLessThan(8);
});

test('nothing of what is sharp in front bleeds into what is blurred behind it', async () => {
  const { red } = looked(await blurred({ distance: 0 }), border + 3, width);
  // It is 20 everywhere there; a disc of nine pixels would carry half of 220 over.
  expect(red).toBeLessThan(30);
});

test('what is blurred in front spreads over what is sharp behind it', async () => {
  const result = await blurred({ distance: 100 });
  expect(looked(result, border + 1, border + 4).red).toBeGreaterThan(40);
  expect(looked(result, border + 40, width - 10).stripes).toBe(60);
  expect(looked(result, 20, border - 20).stripes).toBeLessThan(8);
});

test('a point makes sharp what is there', async () => {
  const far = await blurred({ focus: 'point', pointX: 90, pointY: 50 });
  expect(looked(far, 20, border - 20).stripes).toBeLessThan(8);
  expect(looked(far, border + 40, width - 10).stripes).toBe(60);
  const near = await blurred({ focus: 'point', pointX: 10, pointY: 50 });
  expect(looked(near, 20, border - 20).stripes).toBe(60);
});

test('without strength, or with all depth sharp, nothing changes', async () => {
  const original = halves().read(0, 0, width, height).filter((_, i) => i % 4 < 3);
  for (const options of [{ strength: 0 }, { range: 100 }]) {
    const { data } = await blurred(options);
    expect(Buffer.from(data).equals(Buffer.from(original))).toBe(true);
  }
});

test('a picture that is flat throughout, which has no depth, is refused nothing', async () => {
  const flat = pixelSourceOf(new Uint8ClampedArray(4 * 40 * 30).fill(255), 40, 30);
  const { data } = await blurred({}, flat);
  expect(data.every((value) => value >= 254)).toBe(true);
});

test('a file of the published names and shapes is taken for such a network, and its input is of multiples of 14', async () => {
  const facts = await inspectGraph(new Blob([rednessDepth()]), 'model.onnx');
  expect(contractFor(facts)?.model.kind).toBe('depth');
  expect(inputSize({ width: 4000, height: 3000 }, entry.input)).toEqual({ width: 686, height: 518 });
});

test('the disc grows with the distance from what is sharp, to the largest', () => {
  const lens = { focus: 0.8, range: 0.1, largest: 0.02 };
  for (const nearness of [0.7, 0.8, 0.9]) expect(discRadius(nearness, lens)).toBeCloseTo(0, 9);
  expect(discRadius(0.45, lens)).toBeCloseTo(0.01, 6);
  expect(discRadius(0, lens)).toBe(0.02);
});

test('a disc reaches every place up to its radius', () => {
  const radius = new Float32Array(7 * 5);
  radius[2 * 7 + 3] = 2;
  const around = widestAround(radius, { width: 7, height: 5 });
  expect([...around.subarray(0, 7)]).toEqual([0, 2, 2, 2, 2, 2, 0]);
  expect([...around.subarray(14, 21)]).toEqual([0, 2, 2, 2, 2, 2, 0]);
});

/** A row of 40 pixels: red on the left of the middle, green on the right. */
function row(left: { nearness: number; radius: number }, right: { nearness: number; radius: number }, focus: number) {
  const of = (one: number, other: number) => Float32Array.from({ length: 40 }, (_, x) => (x < 20 ? one : other));
  const light = Float32Array.from([...of(1, 0), ...of(0, 1), ...of(0, 0)]);
  const scene = { width: 40, height: 1, light, focus, nearness: of(left.nearness, right.nearness), radius: of(left.radius, right.radius) };
  return defocus(scene, () => Promise.resolve());
}

test('what is behind reaches no farther into what is in front than that is blurred itself', async () => {
  const { planes } = await row({ nearness: 0.6, radius: 2 }, { nearness: 0.2, radius: 6 }, 1);
  const green = planes.subarray(40, 80);
  expect(green[18]).toBeGreaterThan(0);
  expect(green[15]).toBe(0);
  // And what is in front reaches as far behind it as its own disc, and no farther.
  expect(planes[21]).toBeGreaterThan(0);
  expect(planes[23]).toBe(0);
});

test('what is sharp is covered as far as the disc of what is blurred in front of it', async () => {
  const { cover, planes } = await row({ nearness: 1, radius: 6 }, { nearness: 0.1, radius: 0 }, 0.1);
  expect(cover[22]).toBeGreaterThan(0.02);
  expect(planes[22]).toBeGreaterThan(0);
  expect([...cover.subarray(27)]).toEqual(Array.from({ length: 13 }, () => 0));
});

test('what is sharp has no share in the blur, so that enlarging it mixes nothing in', async () => {
  const { planes } = await row({ nearness: 1, radius: 0 }, { nearness: 0.1, radius: 5 }, 1);
  const share = planes.subarray(120);
  expect(share[10]).toBeLessThan(0.001);
  expect(share[30]).toBe(1);
});
