import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import type { Mask, MaskShape } from '../../../images/mask';
import { pixelSourceOf, type PixelSource } from '../../../images/pixel-source';
import { rasteriseMask } from '../../../images/rasterise-mask';
import { markedParts } from '../../../models/tasks/blur-faces/parts';
import { sharedFile } from '../../support/shared';
import { findWith, importedNetwork, pictureOnDisk, runWith } from '../../support/tools';
import { Random } from '../../support/random';

const yunet = 'weights/face_yunet_n_dynamic.onnx';
const maskOf = (shapes: readonly MaskShape[], feather = 4): Mask => ({ shapes: [...shapes], inverted: false, feather });

async function rgba(png: Uint8Array): Promise<{ data: Uint8Array; picture: PixelSource }> {
  const { data, info } = await sharp(png).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data, picture: pixelSourceOf(data, info.width, info.height) };
}

async function astronaut() {
  const picture = await pictureOnDisk(sharedFile('images/astronaut_512.png'));
  const network = await importedNetwork(sharedFile(yunet));
  const shapes = await findWith('blur-faces', network, picture);
  return { picture, network, shapes };
}

test('the oval around a face holds its box and goes little further', async () => {
  const { shapes } = await astronaut();
  expect(shapes).toHaveLength(1);
  const [oval] = shapes;
  if (oval?.kind !== 'ellipse') throw new Error('no oval');
  const covered = rasteriseMask(maskOf(shapes, 0), { width: 512, height: 512 }, { x: 0, y: 0, width: 512, height: 512 });
  for (const [x, y] of [[180, 64], [268, 64], [181, 174], [267, 174]] as const) expect(covered[y * 512 + x]).toBe(255);
  expect(oval.width).toBeLessThan(150);
  expect(oval.height).toBeLessThan(200);
});

describe.each(['blur', 'pixelate', 'solid'])('%s', (how) => {
  test('nothing is left to know the face by, and every other sample is as it was', async () => {
    const { picture, network, shapes } = await astronaut();
    const mask = maskOf(shapes);
    const { data, picture: hidden } = await rgba(await runWith('blur-faces', picture, { mask, options: { how } }));
    // Something blurred on shoulders still looks like some face to a detector: whose is what is gone.
    if (how !== 'blur') expect(await findWith('blur-faces', network, hidden)).toEqual([]);
    // The edges of squares are none of the face's.
    if (how !== 'pixelate') expect(detail(hidden) / detail(picture)).toBeLessThan(0.01);
    const before = picture.read(0, 0, 512, 512);
    const covered = rasteriseMask(mask, picture, { x: 0, y: 0, width: 512, height: 512 });
    let changed = 0;
    for (let i = 0; i < data.length; i++) {
      if (data[i] === before[i]) continue;
      changed++;
      if (covered[i >> 2] === 0) throw new Error(`sample ${i} outside of the face`);
    }
    expect(changed).toBeGreaterThan(10_000);
  });

  test('what is marked by one pixel in a wide soft edge is hidden all the same', async () => {
    const picture = noise(64, 64);
    const mask = maskOf([{ kind: 'rectangle', erase: false, x: 30, y: 30, width: 3, height: 3 }], 40);
    const { data } = await rgba(await runWith('blur-faces', picture, { mask, options: { how } }));
    const before = picture.read(31, 31, 1, 1);
    const at = 4 * (31 * 64 + 31);
    expect([...data.subarray(at, at + 3)]).not.toEqual([...before.subarray(0, 3)]);
    if (how === 'solid') expect([...data.subarray(at, at + 4)]).toEqual([0, 0, 0, 255]);
  });
});

test.each([
  ['black', 0],
  ['grey', 128],
  ['white', 255],
])('solid %s is that and nothing else, at any strength, opaque and whatever was below it', async (colour, value) => {
  const picture = noise(80, 60);
  const mask = maskOf([{ kind: 'ellipse', erase: false, x: 10, y: 10, width: 40, height: 40 }], 5);
  const { data } = await rgba(await runWith('blur-faces', picture, { mask, options: { how: 'solid', colour, strength: 0 } }));
  const covered = rasteriseMask({ ...mask, feather: 0 }, picture, { x: 0, y: 0, width: 80, height: 60 });
  let whole = 0;
  for (const [i, cover] of covered.entries()) {
    if (cover !== 255) continue;
    whole++;
    expect([...data.subarray(4 * i, 4 * i + 4)]).toEqual([value, value, value, 255]);
  }
  expect(whole).toBeGreaterThan(1000);
});

test.each(['blur', 'pixelate'])('of what %s hides only a few means are left: two pictures that have them in common give one', async (how) => {
  // A chequerboard and plain grey have the same means.
  const chequered = pictureOf(64, 64, (x, y) => ((x + y) % 2 === 0 ? 60 : 140));
  const plain = pictureOf(64, 64, () => 100);
  const mask = maskOf([{ kind: 'rectangle', erase: false, x: 0, y: 0, width: 64, height: 64 }], 0);
  const [one, other] = await Promise.all([chequered, plain].map(async (picture) => (await rgba(await runWith('blur-faces', picture, { mask, options: { how } }))).data));
  expect(one).toEqual(other);
});

test.each([
  [0, 7],
  [50, 4.5],
  [100, 2],
])('at strength %i about %d squares are left across what is marked, whatever its size', async (strength, squares) => {
  for (const side of [40, 240]) {
    const picture = noise(300, 300);
    const mask = maskOf([{ kind: 'rectangle', erase: false, x: 20, y: 20, width: side, height: side }], 0);
    const { data } = await rgba(await runWith('blur-faces', picture, { mask, options: { how: 'pixelate', strength } }));
    const row = Array.from({ length: side }, (_, x) => data.subarray(4 * (50 * 300 + 20 + x), 4 * (50 * 300 + 20 + x) + 3).join());
    expect(Math.abs(new Set(row).size - squares)).toBeLessThanOrEqual(1);
  }
});

test('strokes that touch are hidden as one part, by the size of all of them', () => {
  const stroke = (y: number): MaskShape => ({ kind: 'stroke', erase: false, radius: 5, points: [50, y, 150, y] });
  const strokes = Array.from({ length: 10 }, (_, i) => stroke(50 + 8 * i));
  const parts = markedParts(maskOf([...strokes, { kind: 'ellipse', erase: false, x: 300, y: 300, width: 30, height: 40 }]), { width: 400, height: 400 });
  expect(parts.map(({ side }) => side)).toEqual([expect.closeTo(111, -0.5), expect.closeTo(32, -0.5)]);
});

test('nothing is done where all that was marked is switched off, taken away or outside', async () => {
  const picture = noise(32, 32);
  const oval = { kind: 'ellipse', erase: false, x: 4, y: 4, width: 10, height: 10 } as const;
  for (const shape of [{ ...oval, off: true as const }, { ...oval, erase: true }, { ...oval, x: 100 }]) {
    await expect(runWith('blur-faces', picture, { mask: maskOf([shape]) })).rejects.toMatchObject({ code: 'nothing-marked' });
  }
});

test('one that is switched off is left as it is beside another', async () => {
  const picture = noise(100, 50);
  const [left, right] = [0, 50].map((x) => ({ kind: 'ellipse', erase: false, x: x + 5, y: 5, width: 40, height: 40 }) as const);
  if (!left || !right) throw new Error('no ovals');
  const { data } = await rgba(await runWith('blur-faces', picture, { mask: maskOf([{ ...left, off: true }, right], 0) }));
  const before = picture.read(0, 0, 100, 50);
  for (let y = 0; y < 50; y++) expect([...data.subarray(400 * y, 400 * y + 200)]).toEqual([...before.subarray(400 * y, 400 * y + 200)]);
  expect([...data]).not.toEqual([...before]);
});

test('of what is transparent no hidden colour is left under a face, and transparency stays', async () => {
  const pixels = new Uint8ClampedArray(4 * 40 * 40);
  for (let i = 0; i < 1600; i++) pixels.set([200, i % 255, 50, 0], 4 * i);
  const mask = maskOf([{ kind: 'rectangle', erase: false, x: 10, y: 10, width: 20, height: 20 }], 0);
  const { data } = await rgba(await runWith('blur-faces', pixelSourceOf(pixels, 40, 40), { mask }));
  expect([...data.subarray(4 * (20 * 40 + 20), 4 * (20 * 40 + 20) + 4)]).toEqual([0, 0, 0, 0]);
  expect([...data.subarray(0, 4)]).toEqual([200, 0, 50, 0]);
});

test('what is half transparent counts half in what is left', async () => {
  const pixels = new Uint8ClampedArray(4 * 40 * 40);
  for (let i = 0; i < 1600; i++) pixels.set(i % 2 === 0 ? [200, 0, 0, 255] : [0, 200, 0, 0], 4 * i);
  const mask = maskOf([{ kind: 'rectangle', erase: false, x: 0, y: 0, width: 40, height: 40 }], 0);
  const { data } = await rgba(await runWith('blur-faces', pixelSourceOf(pixels, 40, 40), { mask, options: { how: 'pixelate', strength: 100 } }));
  expect([...data.subarray(0, 4)]).toEqual([200, 0, 0, 128]);
});

test('what is switched off covers nothing, also where something else does beside it', () => {
  const oval = { kind: 'ellipse', erase: false, x: 0, y: 0, width: 20, height: 20 } as const;
  const size = { width: 20, height: 20 };
  const covered = (shapes: readonly MaskShape[]) => rasteriseMask(maskOf(shapes, 0), size, { x: 0, y: 0, ...size });
  expect(covered([{ ...oval, off: true }]).every((value) => value === 0)).toBe(true);
  const dot = { ...oval, width: 4, height: 4 };
  expect(covered([dot, { ...oval, off: true }])).toEqual(covered([dot]));
});

test('everything but a face is hidden where the marks are inverted', async () => {
  const picture = noise(60, 60);
  const mask = { ...maskOf([{ kind: 'rectangle', erase: false, x: 20, y: 20, width: 20, height: 20 }], 0), inverted: true };
  const { data } = await rgba(await runWith('blur-faces', picture, { mask, options: { how: 'solid' } }));
  expect([...data.subarray(0, 4)]).toEqual([0, 0, 0, 255]);
  const at = 4 * (30 * 60 + 30);
  expect([...data.subarray(at, at + 4)]).toEqual([...picture.read(30, 30, 1, 1)]);
});

/** How much of the astronaut's face differs from its surroundings within a tenth of its width: eyes, nose and mouth. */
function detail(picture: PixelSource): number {
  const [x, y, width, height, reach] = [190, 75, 70, 90, 5];
  const pixels = picture.read(x - reach, y - reach, width + 2 * reach, height + 2 * reach);
  const at = (column: number, row: number): number => pixels[4 * ((row + reach) * (width + 2 * reach) + column + reach) + 1] ?? NaN;
  let energy = 0;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const around = (at(column - reach, row) + at(column + reach, row) + at(column, row - reach) + at(column, row + reach)) / 4;
      energy += (at(column, row) - around) ** 2;
    }
  }
  return energy;
}

function pictureOf(width: number, height: number, grey: (x: number, y: number) => number): PixelSource {
  const pixels = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let i = 0; i < width * height; i++) pixels.fill(grey(i % width, Math.floor(i / width)), 4 * i, 4 * i + 3);
  return pixelSourceOf(pixels, width, height);
}

function noise(width: number, height: number): PixelSource {
  const random = new Random(5);
  const pixels = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let i = 0; i < pixels.length; i++) if (i % 4 < 3) pixels[i] = random.whole(1, 254);
  return pixelSourceOf(pixels, width, height);
}
