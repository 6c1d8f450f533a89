import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import * as ort from 'onnxruntime-web';
import sharp from 'sharp';
import { afterAll, describe, expect, test } from 'vitest';
import { pixelSourceOf, type PixelSource } from '../../../images/pixel-source';
import { readRegion } from '../../../images/read-region';
import { faceRestorerModel } from '../../../models/catalog/model';
import { findFaces } from '../../../models/networks/find-faces';
import { openNetwork, type LoadedNetwork } from '../../../models/networks/open-network';
import { applied, inverse, scaleOf, similarityBetween, template } from '../../../models/tasks/restore-faces/align';
import { alignedCrop, shrunkTo } from '../../../models/tasks/restore-faces/crop';
import { landmarksOf } from '../../../models/tasks/restore-faces/landmarks';
import { faceRestorer } from '../../fixtures/face-restorer';
import { psnr } from '../../support/psnr';
import { sharedFile } from '../../support/shared';
import { importedNetwork, pictureOnDisk, runWith } from '../../support/tools';

const folder = mkdtempSync(join(tmpdir(), 'imaginex-faces-'));
afterAll(() => rmSync(folder, { recursive: true }));

const detector = () => importedNetwork(sharedFile('weights/face_yunet_n_dynamic.onnx'));
const astronaut = () => pictureOnDisk(sharedFile('images/astronaut_512.png'));

async function imported(bytes: Uint8Array): Promise<LoadedNetwork> {
  const file = join(folder, `${crypto.randomUUID()}.onnx`);
  writeFileSync(file, bytes);
  return importedNetwork(file);
}

async function restored(picture: PixelSource, network: LoadedNetwork, strength = 100): Promise<Uint8Array> {
  const png = await runWith('restore-faces', picture, { network, helper: await detector(), options: { strength } });
  return sharp(png).ensureAlpha().raw().toBuffer();
}

async function alignment(picture: PixelSource) {
  const network = await detector();
  const { model } = network;
  if (model.kind !== 'face-detector') throw new Error(model.kind);
  const faces = { ...network, model };
  const [face] = await findFaces(new AbortController().signal, faces, picture, { progress: () => undefined, pause: () => Promise.resolve() });
  const points = face && (await landmarksOf(faces, picture, face));
  const toSquare = points && similarityBetween(points, template);
  if (!toSquare) throw new Error('no face');
  return { points, toSquare };
}

const turned = async (): Promise<PixelSource> => {
  const { data, info } = await sharp(sharedFile('images/astronaut_512.png')).rotate(20, { background: 'grey' }).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return pixelSourceOf(data, info.width, info.height);
};

/** All of the astronaut at another size. */
const resized = async (side: number): Promise<PixelSource> => {
  const { data } = await sharp(sharedFile('images/astronaut_512.png')).resize(side, side).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return pixelSourceOf(data, side, side);
};

test('YuNet tells where the astronaut has eyes, nose and mouth', async () => {
  const { points } = await alignment(await astronaut());
  const wanted = [[202, 101], [247, 103], [227, 128], [206, 142], [241, 146]];
  for (const [i, [x = 0, y = 0]] of wanted.entries()) expect(Math.hypot((points[i]?.x ?? NaN) - x, (points[i]?.y ?? NaN) - y)).toBeLessThan(8);
});

test.each([
  ['upright', astronaut],
  ['turned', turned],
])('%s, they are brought to where FFHQ has them', async (_how, picture) => {
  const { points, toSquare } = await alignment(await picture());
  for (const [i, point] of points.entries()) {
    const at = applied(toSquare, point);
    // She smiles and looks aside: nobody's face is the mean of all.
    expect(Math.hypot(at.x - (template[i]?.x ?? NaN), at.y - (template[i]?.y ?? NaN))).toBeLessThan(40);
  }
});

test.each([
  ['upright', astronaut],
  ['turned', turned],
  ['small', () => resized(200)],
  ['larger than the network takes it', () => resized(1500)],
])('%s: a network that changes nothing changes next to nothing, and outside of the face nothing at all', async (_how, make) => {
  const picture = await make();
  const { width, height } = picture;
  const before = picture.read(0, 0, width, height);
  const after = await restored(picture, await imported(faceRestorer()));
  const { toSquare } = await alignment(picture);
  let [outside, squares, inside] = [0, 0, 0];
  for (let i = 0; i < width * height; i++) {
    const at = applied(toSquare, { x: (i % width) + 0.5, y: Math.floor(i / width) + 0.5 });
    const isInside = Math.max(Math.abs(at.x - 256), Math.abs(at.y - 256)) < 256;
    for (let channel = 0; channel < 4; channel++) {
      const difference = (after[4 * i + channel] ?? NaN) - (before[4 * i + channel] ?? NaN);
      if (!isInside && difference !== 0) outside++;
      if (isInside) [squares, inside] = [squares + difference ** 2, inside + 1];
    }
  }
  expect(outside).toBe(0);
  expect(inside).toBeGreaterThan(10_000);
  expect(10 * Math.log10(255 ** 2 / (squares / inside))).toBeGreaterThan(36);
});

test('what the network gives arrives where it saw it: a negative of the face is a negative in its place', async () => {
  const picture = await astronaut();
  const after = await restored(picture, await imported(faceRestorer({ negative: true })));
  const before = picture.read(0, 0, 512, 512);
  const part = (pixels: ArrayLike<number>, value: (sample: number) => number) => {
    const data = new Uint8Array(60 * 80 * 3);
    for (let i = 0; i < 60 * 80; i++) for (let channel = 0; channel < 3; channel++) data[3 * i + channel] = value(pixels[4 * ((80 + Math.floor(i / 60)) * 512 + 195 + (i % 60)) + channel] ?? NaN);
    return { width: 60, height: 80, channels: 3, data };
  };
  expect(psnr(part(after, (sample) => sample), part(before, (sample) => 255 - sample))).toBeGreaterThan(36);
});

test('strength is how much of it is laid over', async () => {
  const picture = await astronaut();
  const network = await imported(faceRestorer({ negative: true }));
  const [half, whole] = await Promise.all([50, 100].map((strength) => restored(picture, network, strength)));
  const before = picture.read(0, 0, 512, 512);
  for (let i = 4 * (120 * 512 + 210); i < 4 * (120 * 512 + 240); i++) {
    expect(Math.abs((half?.[i] ?? NaN) - ((before[i] ?? NaN) + (whole?.[i] ?? NaN)) / 2)).toBeLessThanOrEqual(1);
  }
});

test('transparency stays', async () => {
  const opaque = await astronaut();
  const pixels = opaque.read(0, 0, 512, 512);
  for (let i = 3; i < pixels.length; i += 4) pixels[i] = 100 + (i % 100);
  const after = await restored(pixelSourceOf(pixels, 512, 512), await imported(faceRestorer({ negative: true })));
  for (let i = 3; i < pixels.length; i += 4) if (after[i] !== pixels[i]) throw new Error(`alpha ${i}`);
});

describe('refusals', () => {
  test('a picture without faces', async () => {
    const picture = await pictureOnDisk(sharedFile('images/coffee_600x400.png'));
    await expect(restored(picture, await imported(faceRestorer()))).rejects.toMatchObject({ code: 'faces-not-found' });
  });

  test('without a detector it says that it needs one', async () => {
    const network = await imported(faceRestorer());
    await expect(runWith('restore-faces', await astronaut(), { network })).rejects.toMatchObject({ code: 'helper-missing' });
  });

  test.each([
    ['no numbers', () => new Float32Array(3 * 512 * 512).fill(NaN), [1, 3, 512, 512]],
    ['another size', () => new Float32Array(3 * 256 * 256), [1, 3, 256, 256]],
  ])('a network that gives %s fails as the model', async (_what, data, dims) => {
    const network = await imported(faceRestorer());
    const run = () => Promise.resolve(new Map([['output', { data: data(), dims }]]));
    await expect(restored(await astronaut(), { ...network, run })).rejects.toMatchObject({ code: 'model-failed' });
  });
});

test('what else a network gives is not asked for', async () => {
  const bytes = faceRestorer({ extra: true });
  const model = faceRestorerModel.parse({
    id: 'extra', kind: 'face-restorer', name: 'Extra', tasks: ['restore-faces'], graph: 'm.onnx', licence: '',
    source: { kind: 'own', files: [{ path: 'm.onnx', bytes: bytes.length, sha256: '0'.repeat(64) }] },
    needs: { f16: false, workingMemory: 0, largestTensor: 0 },
    input: { width: 512, height: 512, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
  });
  const network = await openNetwork(ort, model, { graph: bytes }, 'wasm');
  expect((await restored(await astronaut(), network)).length).toBe(4 * 512 * 512);
});

describe('alignment', () => {
  const number = fc.double({ min: -500, max: 500, noNaN: true });
  const similarity = fc.record({ a: fc.double({ min: 0.1, max: 5, noNaN: true }), b: fc.double({ min: -5, max: 5, noNaN: true }), x: number, y: number });

  test('points that were turned, scaled and shifted are brought back', () => {
    fc.assert(
      fc.property(similarity, (known) => {
        const found = similarityBetween(template.map((point) => applied(known, point)), template);
        if (!found) throw new Error('none');
        for (const point of template) {
          const back = applied(found, applied(known, point));
          expect(Math.hypot(back.x - point.x, back.y - point.y)).toBeLessThan(1e-6);
          const same = applied(inverse(known), applied(known, point));
          expect(Math.hypot(same.x - point.x, same.y - point.y)).toBeLessThan(1e-6);
        }
        expect(scaleOf(found) * scaleOf(known)).toBeCloseTo(1, 9);
      }),
    );
  });

  test('points that are all one are none', () => {
    expect(similarityBetween(template.map(() => ({ x: 5, y: 5 })), template)).toBeUndefined();
  });

  test('a square that lies on the picture as it is is read as it is, also beyond its edge', async () => {
    const picture = await astronaut();
    const crop = alignedCrop(picture, { a: 1, b: 0, x: 100, y: 0 }, 512);
    if (!crop) throw new Error('none');
    const planes = readRegion(picture, { window: { x: 0, y: 0, width: 512, height: 512 }, width: 512, height: 512 });
    for (const [x, y] of [[100, 0], [300, 200], [511, 511]] as const) expect(crop.data[y * 512 + x]).toBeCloseTo(planes[y * 512 + x - 100] ?? NaN, 6);
    expect(crop.data[50 * 512 + 3]).toBeCloseTo(planes[50 * 512] ?? NaN, 6);
    expect(alignedCrop(picture, { a: 1, b: 0, x: 5000, y: 0 }, 512)).toBeUndefined();
  });

  test('what is shrunk is averaged', () => {
    const data = Float32Array.from({ length: 48 }, (_, i) => i % 4);
    expect([...shrunkTo({ data, width: 4, height: 4 }, 2).data]).toEqual(Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? 0.5 : 2.5)));
  });
});
