import * as ort from 'onnxruntime-web';
import sharp from 'sharp';
import { describe, expect, it, test } from 'vitest';
import { displayP3Profile } from '../../../images/icc-profile';
import type { MaskShape } from '../../../images/mask';
import { pixelSourceOf, type PixelSource } from '../../../images/pixel-source';
import { rasteriseMask } from '../../../images/rasterise-mask';
import { resizedSource } from '../../../images/resized-source';
import { CodedError } from '../../../messages/errors';
import { model as isnet } from '../../../models/catalog/entries/isnet-general-use-fp16';
import { model as modnet } from '../../../models/catalog/entries/modnet';
import { model as u2netp } from '../../../models/catalog/entries/u2netp';
import type { SubjectModel } from '../../../models/catalog/model';
import { openNetwork, outputOf } from '../../../models/networks/open-network';
import { pictureTensor } from '../../../models/networks/picture-tensor';
import { iccp } from '../../fixtures/png';
import { isnetStandIn, modnetStandIn, randomWeights, u2netStandIn, type Weights } from '../../fixtures/subjects';
import { size as sizeOfRun } from '../../sizes';
import { Random } from '../../support/random';
import { sharedFile } from '../../support/shared';
import { findWith, importedNetwork, pictureOnDisk, runWith } from '../../support/tools';

const size = { width: 512, height: 512 };
const whole = { x: 0, y: 0, ...size };
const astronaut = await pictureOnDisk(sharedFile('images/astronaut_512.png'));
const maskOf = (shapes: readonly MaskShape[]) => ({ shapes: [...shapes], inverted: false, feather: 0 });
const covered = (shapes: readonly MaskShape[]) => rasteriseMask(maskOf(shapes), size, whole);

async function decoded(png: Uint8Array): Promise<Uint8Array> {
  return sharp(png).ensureAlpha().raw().toBuffer();
}

describe('finding the subject', () => {
  test('two networks for portraits agree on where the astronaut is', async () => {
    const [one, other] = await Promise.all(
      ['weights/seg_sinet_portrait_softmax.onnx', 'weights/seg_prisma_nchw.onnx'].map(async (file) => {
        const network = await importedNetwork(sharedFile(file));
        return covered(await findWith('cut-out', network, astronaut));
      }),
    );
    let [both, either] = [0, 0];
    for (let i = 0; i < size.width * size.height; i++) {
      const [a, b] = [(one?.[i] ?? 0) >= 128, (other?.[i] ?? 0) >= 128];
      if (a && b) both++;
      if (a || b) either++;
    }
    expect(both / either).toBeGreaterThanOrEqual(0.9);
  });

  /** What was recorded of their outputs, on parts of the astronaut that need no resampling. */
  test.each([
    ['seg_sinet_portrait_softmax', 320, { 0: 0.9999685287475586, 29257: 7.74023547478464e-8, 58514: 0.9999819993972778, 117028: 0.9848443865776062, 204799: 0.02175097167491913 }],
    ['seg_prisma_nchw', 256, { 0: 0.0014206767082214355, 9362: 0.9994253516197205, 28086: 0.9999984502792358, 46810: 0.009103268384933472, 65535: 0.7731897830963135 }],
  ])('%s gives what was recorded of it', async (name, side, recorded) => {
    const network = await importedNetwork(sharedFile(`weights/${name}.onnx`));
    const part = resizedSource(astronaut, { x: 60, y: 0, width: side, height: side }, { width: side, height: side });
    const { model } = network;
    if (model.kind !== 'subject') throw new Error(model.kind);
    const { data } = outputOf(network, await network.run(pictureTensor(part, model.input)));
    for (const [at, value] of Object.entries(recorded)) expect(Math.abs((data[Number(at)] ?? 0) - value), at).toBeLessThan(2e-3);
  });

  test.each([
    ['astronaut_512', 'person'],
    ['chelsea_451x300', 'cat'],
  ])('what DeepLab sees most of in %s besides background is a %s', async (name, label) => {
    const picture = await pictureOnDisk(sharedFile(`images/${name}.png`));
    const network = await importedNetwork(sharedFile('weights/seg_deeplab_voc21.onnx'));
    const { model } = network;
    if (model.kind !== 'subject') throw new Error(model.kind);
    const { data } = outputOf(network, await network.run(pictureTensor(picture, model.input)));
    const counts = new Map<string, number>();
    for (let at = 0; at < data.length; at += 21) {
      const logits = data.subarray(at, at + 21);
      const winner = model.labels?.[logits.indexOf(Math.max(...logits))] ?? '';
      counts.set(winner, (counts.get(winner) ?? 0) + 1);
    }
    counts.delete('background');
    expect([...counts].sort(([, a], [, b]) => b - a)[0]?.[0]).toBe(label);
  });

  test('of the astronaut the face and the suit are there, the background is not, and the edge is thin', async () => {
    const network = await importedNetwork(sharedFile('weights/seg_sinet_portrait_softmax.onnx'));
    const [shape, another] = await findWith('cut-out', network, astronaut);
    if (shape?.kind !== 'coverage') throw new Error('no coverage');
    expect(another).toBeUndefined();
    // As large as the picture, and so larger than what the network gives.
    expect([shape.columns, shape.rows]).toEqual([512, 512]);
    const at = (x: number, y: number) => shape.values[y * 512 + x];
    for (const [x, y] of [[220, 110], [220, 60], [150, 350], [250, 450]] as const) expect(at(x, y), `${x}, ${y}`).toBe(255);
    for (const [x, y] of [[3, 3], [508, 3], [400, 60], [60, 60]] as const) expect(at(x, y), `${x}, ${y}`).toBe(0);
    const soft = shape.values.filter((value) => value > 5 && value < 250).length;
    expect(soft / shape.values.length).toBeLessThan(0.06);
  });

  test('a picture in which there is nothing is told apart', async () => {
    const grey = pixelSourceOf(new Uint8ClampedArray(4 * 64 * 64).fill(255), 64, 64);
    const network = await openNetwork(ort, modnet, { graph: modnetStandIn({ channels: [0, 0, 0], bias: -9 }) }, 'wasm');
    expect(await findWith('cut-out', network, grey)).toEqual([]);
  });
});

/** Left half in one colour, right half in another. */
function halves(width: number, height: number, left: readonly number[], right: readonly number[]): PixelSource {
  const pixels = new Uint8ClampedArray(4 * width * height);
  for (let i = 0; i < width * height; i++) pixels.set([...(i % width < width / 2 ? left : right), 255], 4 * i);
  return pixelSourceOf(pixels, width, height);
}

/** What a stand-in makes of one colour, as its entry says that the network is fed. */
function sureness({ channels, bias }: Weights, { input }: SubjectModel, colour: readonly number[]): number {
  const fed = colour.map((value, i) => ((value / 255) * input.white - (input.mean[i] ?? 0)) / (input.std[i] ?? 1) / input.divisor);
  return 1 / (1 + Math.exp(-channels.reduce((sum, weight, i) => sum + weight * (fed[i] ?? 0), bias)));
}

describe.each([
  ['modnet', modnet, modnetStandIn],
  ['isnet', isnet, isnetStandIn],
  ['u2netp', u2netp, u2netStandIn],
] as const)('a stand-in for %s', (_name, model, standIn) => {
  it.each([1, 2, 3])('is fed and read as its entry says, and cuts out (weights %i)', async (seed) => {
    const weights = randomWeights(seed);
    const [left, right] = [[200, 40, 90], [30, 160, 220]] as const;
    const picture = halves(200, 120, left, right);
    const network = await openNetwork(ort, model, { graph: standIn(weights) }, 'wasm');
    const shapes = await findWith('cut-out', network, picture);
    const coverage = rasteriseMask(maskOf(shapes), picture, { x: 0, y: 0, width: 200, height: 120 });
    const sides = [left, right].map((colour) => sureness(weights, model, colour));
    const [one = 0, other = 0] = sides;
    // A matte is as it is but for what is next to nothing or everything; else the surer half is all, the other nothing.
    const stretched = (value: number) => Math.max(0, Math.min(1, (value - 0.04) / 0.92));
    const wanted = model.output.isMatte ? sides.map((value) => stretched(stretched(value))) : [one > other ? 1 : 0, other > one ? 1 : 0];
    for (const [x, value = 0] of [[20, wanted[0]], [180, wanted[1]]] as const) expect(Math.abs((coverage[60 * 200 + x] ?? 0) / 255 - value), `${x}`).toBeLessThan(0.03);
    const pixels = await decoded(await runWith('cut-out', picture, { mask: maskOf(shapes) }));
    for (const x of [20, 180]) expect(pixels[4 * (60 * 200 + x) + 3]).toBe(coverage[60 * 200 + x]);
  });
});

test('what runs only on WebAssembly is marked so', () => {
  expect(modnet.onlyOn).toBe('wasm');
  expect([isnet.onlyOn, u2netp.onlyOn]).toEqual([undefined, undefined]);
});

/** A disc with a soft edge, as something that a network found. */
const found = (side: number): MaskShape => ({
  kind: 'coverage',
  erase: false,
  x: 0,
  y: 0,
  width: side,
  height: side,
  columns: 64,
  rows: 64,
  values: Uint8Array.from({ length: 64 * 64 }, (_, i) => Math.max(0, Math.min(255, 255 * (3 - Math.hypot((i % 64) - 31.5, Math.floor(i / 64) - 31.5) / 8)))),
});

function noise(side: number, opaque: boolean): Uint8ClampedArray {
  const random = new Random(side);
  return Uint8ClampedArray.from({ length: 4 * side * side }, (_, i) => (opaque && i % 4 === 3 ? 255 : random.whole(0, 255)));
}

const backgrounds = [
  ['transparent', {}],
  ['color', { color: '#13579b' }],
  ['blur', { blur: 60 }],
  ['picture', { picture: 'another' }],
] as const;

describe.each(backgrounds)('on %s', (background, values) => {
  const other = halves(90, 50, [250, 240, 10], [10, 20, 30]);
  const options = { background, ...values };

  test('what is covered keeps its samples, and what is not shows the background alone', async () => {
    const side = Math.ceil(Math.sqrt(sizeOfRun('exactMegapixels') * 1e6));
    const pixels = noise(side, true);
    const mask = maskOf([found(side)]);
    const picture = pixelSourceOf(pixels, side, side);
    const png = await runWith('cut-out', picture, { mask, options, other });
    const out = await decoded(png);
    const coverage = rasteriseMask(mask, picture, { x: 0, y: 0, width: side, height: side });
    const behind = background === 'picture' ? resizedSource(other, { x: 20, y: 0, width: 50, height: 50 }, { width: side, height: side }).read(0, 0, side, side) : undefined;
    /** What is to be where nothing is covered; nothing where that is not known. */
    const background4 = { transparent: [0, 0, 0, 0], color: [0x13, 0x57, 0x9b, 255], blur: [undefined, undefined, undefined, 255], picture: [] }[background];
    let [kept, gone] = [0, 0];
    for (let i = 0; i < coverage.length; i++) {
      const cover = coverage[i] ?? 0;
      if (cover > 0 && cover < 255) continue;
      if (cover === 255) kept++;
      else gone++;
      for (let channel = 0; channel < 4; channel++) {
        const at = 4 * i + channel;
        const wanted = cover === 255 ? pixels[at] : (behind?.[at] ?? background4[channel]);
        if (wanted !== undefined && out[at] !== wanted) throw new Error(`${i}, channel ${channel}, is ${out[at] ?? ''} instead of ${wanted}`);
      }
    }
    expect(kept).toBeGreaterThan(coverage.length / 20);
    expect(gone).toBeGreaterThan(coverage.length / 4);
  });

  test('what is transparent already shows the background, or stays so', async () => {
    const pixels = new Uint8ClampedArray(4 * 64 * 64);
    for (let i = 0; i < 64 * 64; i++) pixels.set([200, 0, 0, [0, 128, 255][i % 3] ?? 0], 4 * i);
    const all = maskOf([{ kind: 'rectangle', erase: false, x: 0, y: 0, width: 64, height: 64 }]);
    const out = await decoded(await runWith('cut-out', pixelSourceOf(pixels, 64, 64), { mask: all, options, other }));
    const alphas = [0, 1, 2].map((i) => out[4 * i + 3]);
    if (background === 'transparent') expect(out).toEqual(Buffer.from(pixels));
    else if (background === 'blur') expect([alphas[0], alphas[2]]).toEqual([0, 255]);
    else expect(alphas).toEqual([255, 255, 255]);
    expect([...out.subarray(8, 12)]).toEqual([200, 0, 0, 255]);
  });

  test('colours are handed on as the original says them', async () => {
    const profile = iccp(displayP3Profile());
    const colors = [{ type: 'iCCP' as const, data: new Uint8Array(profile.subarray(8, profile.length - 4)) }];
    const png = await runWith('cut-out', pixelSourceOf(noise(32, true), 32, 32), { mask: maskOf([found(32)]), options, other, colors });
    expect((await sharp(png).metadata()).icc).toEqual(Buffer.from(displayP3Profile()));
  });
});

test('no rim of the old background stays around what is cut out', async () => {
  // Dark red before green; on blue, no green may be left.
  const side = 300;
  const mask = maskOf([found(side)]);
  const coverage = rasteriseMask(mask, { width: side, height: side }, { x: 0, y: 0, width: side, height: side });
  const pixels = new Uint8ClampedArray(4 * side * side).fill(255);
  coverage.forEach((cover, i) => pixels.set([(120 * cover) / 255, 200 * (1 - cover / 255), 0], 4 * i));
  const picture = pixelSourceOf(pixels, side, side);
  const out = await decoded(await runWith('cut-out', picture, { mask, options: { background: 'color', color: '#0000ff' } }));
  let greenest = 0;
  for (let i = 0; i < coverage.length; i++) greenest = Math.max(greenest, out[4 * i + 1] ?? 0);
  expect(greenest).toBeLessThan(25);
});

test('the blurred background has nothing of what was cut out, and more blur is smoother', async () => {
  const side = 300;
  const mask = maskOf([found(side)]);
  const coverage = rasteriseMask(mask, { width: side, height: side }, { x: 0, y: 0, width: side, height: side });
  const pixels = new Uint8ClampedArray(4 * side * side).fill(255);
  coverage.forEach((cover, i) => pixels.set([cover, 0, (1 - cover / 255) * (Math.floor((i % side) / 10) % 2) * 200], 4 * i));
  const roughness: number[] = [];
  for (const blur of [5, 40, 100]) {
    const out = await decoded(await runWith('cut-out', pixelSourceOf(pixels, side, side), { mask, options: { background: 'blur', blur } }));
    let [reddest, sum] = [0, 0];
    for (let i = 0; i < side * 30; i++) {
      reddest = Math.max(reddest, out[4 * i] ?? 0);
      sum += Math.abs((out[4 * i + 2] ?? 0) - (out[4 * i + 6] ?? 0));
    }
    const beside = coverage.findIndex((cover) => cover > 0) - 1;
    expect(out[4 * beside]).toBeLessThan(12);
    expect(reddest).toBeLessThan(12);
    roughness.push(sum);
  }
  expect(roughness).toEqual([...roughness].sort((a, b) => b - a));
  expect(new Set(roughness).size).toBe(3);
});

test.each([5, 60, 100])('beside a hard edge a plain background stays what it is, blurred by %i percent', async (blur) => {
  const side = 200;
  const mask = maskOf([{ kind: 'rectangle', erase: false, x: 50, y: 50, width: 100, height: 100 }]);
  const pixels = new Uint8ClampedArray(4 * side * side).fill(255);
  const isInside = (i: number): boolean => Math.min(i % side, Math.floor(i / side)) >= 50 && Math.max(i % side, Math.floor(i / side)) < 150;
  for (let i = 0; i < side * side; i++) pixels.set(isInside(i) ? [200, 0, 0] : [0, 0, 200], 4 * i);
  const out = await decoded(await runWith('cut-out', pixelSourceOf(pixels, side, side), { mask, options: { background: 'blur', blur } }));
  for (let i = 0; i < side * side; i++) expect(out.subarray(4 * i, 4 * i + 4).join()).toBe(pixels.subarray(4 * i, 4 * i + 4).join());
});

test('nothing marked, and another picture that is not there, are told', async () => {
  const picture = pixelSourceOf(noise(16, true), 16, 16);
  await expect(runWith('cut-out', picture, {})).rejects.toEqual(new CodedError('nothing-marked'));
  await expect(runWith('cut-out', picture, { mask: maskOf([found(16)]), options: { background: 'picture' } })).rejects.toMatchObject({ code: 'options-invalid' });
});
