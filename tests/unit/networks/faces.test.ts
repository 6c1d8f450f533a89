import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { pixelSourceOf, type PixelSource } from '../../../images/pixel-source';
import { contractFor } from '../../../models/catalog/contract';
import type { FaceDetectorModel } from '../../../models/catalog/model';
import { readFaceBoxes } from '../../../models/networks/face-boxes';
import { maxFaces, oneEach } from '../../../models/networks/face-overlap';
import { faceWindows } from '../../../models/networks/face-windows';
import { findFaces } from '../../../models/networks/find-faces';
import { outputOf, type LoadedNetwork } from '../../../models/networks/open-network';
import { pictureTensor } from '../../../models/networks/picture-tensor';
import { readRegion } from '../../../images/read-region';
import type { FloatValue } from '../../../models/runtime/graph';
import { sharedFile } from '../../support/shared';
import { importedNetwork, pictureOnDisk } from '../../support/tools';

const { signal } = new AbortController();
const context = { progress: () => undefined, pause: () => Promise.resolve() };

/** Where the astronaut's face is: left, top, right, bottom. */
const astronautFace = [179, 63, 269, 176] as const;

async function detector(file: string): Promise<LoadedNetwork<FaceDetectorModel>> {
  const network = await importedNetwork(sharedFile(`weights/${file}.onnx`));
  const { model } = network;
  if (model.kind !== 'face-detector') throw new Error(model.kind);
  return { ...network, model };
}

const edgesOf = async (file: string, picture: PixelSource) =>
  (await findFaces(signal, await detector(file), picture, context)).map(({ x, y, width, height }) => [x, y, x + width, y + height]);

/** A square part of a picture on white, at a size. */
function placed(picture: PixelSource, part: { x: number; y: number; side: number }, side: number, width: number, height: number, left: number, top: number): PixelSource {
  const planes = readRegion(picture, { window: { x: part.x, y: part.y, width: part.side, height: part.side }, width: side, height: side });
  const pixels = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      for (let channel = 0; channel < 3; channel++) {
        pixels[4 * ((top + y) * width + left + x) + channel] = 255 * (planes[(channel * side + y) * side + x] ?? 0);
      }
    }
  }
  return pixelSourceOf(pixels, width, height);
}

test('YuNet finds the face of the astronaut and no other', async () => {
  const picture = await pictureOnDisk(sharedFile('images/astronaut_512.png'));
  const found = await edgesOf('face_yunet_n_dynamic', picture);
  expect(found).toHaveLength(1);
  for (const [i, edge] of astronautFace.entries()) expect(Math.abs((found[0]?.[i] ?? NaN) - edge)).toBeLessThanOrEqual(6);
});

test.each(['face_yunet_n_320', 'face_ultraface_rfb320'])('%s, which takes one size only, finds the same face', async (file) => {
  const picture = await pictureOnDisk(sharedFile('images/astronaut_512.png'));
  const found = await edgesOf(file, picture);
  expect(found).toHaveLength(1);
  // What is seen at 0.6 of the size is told as much less exactly.
  for (const [i, edge] of astronautFace.entries()) expect(Math.abs((found[0]?.[i] ?? NaN) - edge)).toBeLessThanOrEqual(12);
});

test.each(['chelsea_451x300', 'coffee_600x400'])('YuNet finds no face in %s', async (name) => {
  expect(await edgesOf('face_yunet_n_dynamic', await pictureOnDisk(sharedFile(`images/${name}.png`)))).toEqual([]);
});

test.each([
  ['a face of 26 pixels in 12 megapixels', 4000, 3000, { x: 0, y: 0, side: 512 }, 120, 3100, 1700],
  ['a face of 23 pixels where two parts meet', 2000, 1400, { x: 0, y: 0, side: 512 }, 104, 948, 648],
  ['a face that fills the picture', 2600, 2600, { x: 154, y: 50, side: 140 }, 2600, 0, 0],
])('%s is found, once', async (_what, width, height, part, side, left, top) => {
  const astronaut = await pictureOnDisk(sharedFile('images/astronaut_512.png'));
  const found = await edgesOf('face_yunet_n_dynamic', placed(astronaut, part, side, width, height, left, top));
  expect(found).toHaveLength(1);
  const scale = side / part.side;
  const wanted = astronautFace.map((edge, i) => (i % 2 === 0 ? left + (edge - part.x) * scale : top + (edge - part.y) * scale));
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = found[0] ?? [];
  expect(Math.abs(x1 + x2 - (wanted[0] ?? 0) - (wanted[2] ?? 0)) / 2).toBeLessThan(12 * scale);
  expect(Math.abs(y1 + y2 - (wanted[1] ?? 0) - (wanted[3] ?? 0)) / 2).toBeLessThan(12 * scale);
});

test('a face that is cut off by the edge of one part is told as another part shows it, however sure the detector is', async () => {
  const pixels = new Uint8ClampedArray(4 * 2000 * 1400);
  const square = { x: 1100, y: 680, width: 64, height: 64 };
  for (let y = square.y; y < square.y + square.height; y++) pixels.fill(255, 4 * (y * 2000 + square.x), 4 * (y * 2000 + square.x + square.width));
  const network = await detector('face_ultraface_rfb320');
  const [columns, rows] = [320, 240];
  /** Sees what is white, and is surer the narrower it is, but for what is tiny. */
  const run: typeof network.run = (values) => {
    const { data } = 'data' in values ? values : {};
    if (!(data instanceof Float32Array)) throw new Error('no tensor');
    let [left, top, right, bottom] = [columns, rows, 0, 0];
    for (let i = 0; i < columns * rows; i++) {
      if ((data[i] ?? -1) < 0.5) continue;
      [left, right] = [Math.min(left, i % columns), Math.max(right, (i % columns) + 1)];
      [top, bottom] = [Math.min(top, Math.floor(i / columns)), Math.max(bottom, Math.floor(i / columns) + 1)];
    }
    const score = right > left ? (right - left < 15 ? 0.8 : 1 - (right - left) / 1000) : 0;
    return Promise.resolve(new Map([
      ['scores', { data: Float32Array.of(1 - score, score), dims: [1, 1, 2] }],
      ['boxes', { data: Float32Array.of(left / columns, top / rows, right / columns, bottom / rows), dims: [1, 1, 4] }],
    ]));
  };
  const found = await findFaces(signal, { ...network, run }, pixelSourceOf(pixels, 2000, 1400), context);
  expect(found).toHaveLength(1);
  expect(found[0]?.width).toBeGreaterThan(58);
});

const figure = z.object({ name: z.string(), shape: z.array(z.number()), mean: z.number(), std: z.number(), min: z.number(), max: z.number(), samples: z.record(z.string(), z.number()) });
const manifest = z.object({ files: z.array(z.object({ file: z.string(), smoke: z.object({ outputs: z.array(figure) }).optional() })) });

test.each([
  ['face_yunet_n_dynamic', { x: 0, y: 0, width: 512, height: 512 }],
  ['face_yunet_n_320', { x: 60, y: 0, width: 320, height: 320 }],
  ['face_ultraface_rfb320', { x: 60, y: 0, width: 320, height: 240 }],
])('%s, fed as its entry says, gives what was recorded', async (file, window) => {
  const recorded = manifest.parse(JSON.parse(readFileSync(sharedFile('data-manifest.json'), 'utf8')));
  const outputs = recorded.files.find((entry) => entry.file === `weights/${file}.onnx`)?.smoke?.outputs ?? [];
  const network = await detector(file);
  const picture = await pictureOnDisk(sharedFile('images/astronaut_512.png'));
  const results = await network.run(pictureTensor(picture, network.model.input, window));
  expect(outputs.length).toBeGreaterThan(0);
  for (const { name, shape, mean, samples } of outputs) {
    const { data, dims } = outputOf(network, results, name);
    expect(dims).toEqual(shape);
    expect(data.reduce((sum, value) => sum + value, 0) / data.length, name).toBeCloseTo(mean, 3);
    for (const [at, value] of Object.entries(samples)) expect(data[Number(at)], `${name} ${at}`).toBeCloseTo(value, 3);
  }
});

describe('windows', () => {
  test.each([
    [{ width: 512, height: 512 }, 1],
    [{ width: 900, height: 600 }, 1],
    [{ width: 6000, height: 4000 }, 21],
    [{ width: 20_000, height: 60 }, 6],
  ])('%j is looked at %i times', (picture, times) => {
    expect(faceWindows(picture, { longest: 640, multiple: 32, layout: 'nchw', channels: 'bgr', white: 255, mean: [0, 0, 0], std: [1, 1, 1], divisor: 1 })).toHaveLength(times);
  });

  test('they lie in the picture, show all of it, and each fits the input', () => {
    const side = fc.integer({ min: 1, max: 9000 });
    const values = { layout: 'nchw', channels: 'rgb', white: 1, mean: [0, 0, 0], std: [1, 1, 1], divisor: 1 } as const;
    const inputs = [{ longest: 640, multiple: 32 }, { width: 320, height: 240 }, { width: 320, height: 320 }].map((size) => ({ ...size, ...values, mean: [0, 0, 0], std: [1, 1, 1] }) satisfies object);
    fc.assert(
      fc.property(side, side, fc.constantFrom(0, 1, 2), fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (width, height, which, right, down) => {
        const input = inputs[which];
        if (!input) throw new Error('no input');
        const windows = faceWindows({ width, height }, { ...values, ...input, mean: [0, 0, 0], std: [1, 1, 1] });
        const [x, y] = [Math.min(width - 1, Math.floor(right * width)), Math.min(height - 1, Math.floor(down * height))];
        for (const { window, scale, size } of windows) {
          expect(window.x).toBeGreaterThanOrEqual(0);
          expect(window.x + window.width).toBeLessThanOrEqual(width);
          expect(window.y + window.height).toBeLessThanOrEqual(height);
          expect(Math.round(window.width * scale)).toBeLessThanOrEqual(size.width);
          expect(Math.round(window.height * scale)).toBeLessThanOrEqual(size.height);
        }
        const parts = windows.length > 1 ? windows.slice(1) : windows;
        expect(parts.some(({ window }) => x >= window.x && x < window.x + window.width && y >= window.y && y < window.y + window.height)).toBe(true);
      }),
    );
  });
});

describe('overlap', () => {
  const box = (x: number, y: number, side: number, score: number) => ({ x, y, width: side, height: side, score });

  test('of one face the best box stays', () => {
    expect(oneEach([box(0, 0, 10, 0.7), box(1, 0, 10, 0.9), box(30, 0, 10, 0.6)], 0.3)).toEqual([box(1, 0, 10, 0.9), box(30, 0, 10, 0.6)]);
  });

  test('a part of a face goes, however sure it is, and the whole stays', () => {
    expect(oneEach([box(0, 0, 100, 0.6), box(20, 20, 30, 0.99)], 0.3)).toEqual([box(0, 0, 100, 0.6)]);
  });

  test('a network that sees faces everywhere gives no more than a mask holds', () => {
    expect(oneEach(Array.from({ length: 20_000 }, (_, i) => box(i * 20, 0, 10, 0.9)), 0.3)).toHaveLength(maxFaces);
  });
});

describe('outputs that are not what they should be', () => {
  const size = { width: 32, height: 32 };
  const yunet = (values: Partial<Record<string, number>>, cells = [16, 4, 1]): Map<string, FloatValue> =>
    new Map(
      ['cls', 'obj', 'bbox'].flatMap((kind) =>
        [8, 16, 32].map((stride, i) => {
          const length = (cells[i] ?? 0) * (kind === 'bbox' ? 4 : 1);
          return [`${kind}_${stride}`, { data: new Float32Array(length).fill(values[kind] ?? 0), dims: [1, length, 1] }] as const;
        }),
      ),
    );
  const model = { id: 'odd', threshold: 0.6, overlap: 0.3 };
  const read = async (decoder: 'yunet' | 'ultraface', results: Map<string, FloatValue>) => {
    const network = await detector('face_yunet_n_dynamic');
    return readFaceBoxes({ model: { ...network.model, ...model, decoder }, outputs: [...results.keys()] }, results, size);
  };

  test.each([
    ['are missing', new Map<string, FloatValue>()],
    ['are of another size', yunet({}, [16, 4, 2])],
    ['are no numbers', yunet({ cls: NaN, obj: 1 })],
    ['say boxes without end', yunet({ cls: 1, obj: 1, bbox: 1e9 })],
    ['say boxes that are no numbers', yunet({ cls: 1, obj: 1, bbox: NaN })],
  ])('outputs that %s are a failure of the model', async (_what, results) => {
    await expect(read('yunet', results)).rejects.toMatchObject({ code: 'model-failed' });
  });

  test('scores beyond 1 count as 1', async () => {
    const boxes = await read('yunet', yunet({ cls: 5, obj: 1 }));
    expect(boxes).toHaveLength(21);
    expect(boxes[0]).toMatchObject({ score: 1, width: 8, height: 8 });
  });

  test('corners that changed places are a failure of the model', async () => {
    const results = new Map([
      ['scores', { data: Float32Array.of(0, 1), dims: [1, 1, 2] }],
      ['boxes', { data: Float32Array.of(0.5, 0.5, 0.25, 0.25), dims: [1, 1, 4] }],
    ]);
    await expect(read('ultraface', results)).rejects.toMatchObject({ code: 'model-failed' });
  });

  test('whatever numbers come, there are boxes of finite size or a failure of the model', async () => {
    const network = await detector('face_yunet_n_dynamic');
    const numbers = fc.float32Array({ minLength: 21 * 6, maxLength: 21 * 6 });
    await fc.assert(
      fc.asyncProperty(numbers, async (values) => {
        const results = yunet({});
        let at = 0;
        for (const { data } of results.values()) {
          data.set(values.subarray(at, at + data.length));
          at += data.length;
        }
        const run = () => Promise.resolve(results);
        try {
          const faces = await findFaces(signal, { ...network, run }, pixelSourceOf(new Uint8Array(4 * 32 * 32), 32, 32), context);
          for (const { x, y, width, height } of faces) expect([x, y, width, height].every(Number.isFinite)).toBe(true);
        } catch (error) {
          expect(error).toMatchObject({ code: 'model-failed' });
        }
      }),
    );
  });
});

test('a file of one size is not taken for the one that takes any', () => {
  const values = (kind: string, channels: number, first: number) =>
    [8, 16, 32].map((stride) => ({ name: `${kind}_${stride}`, type: 'float32' as const, dims: [1, (first / stride) ** 2, channels] }));
  const outputs = [...values('cls', 1, 640), ...values('obj', 1, 640), ...values('bbox', 4, 640), ...values('kps', 10, 640)];
  const contract = contractFor({ inputs: [{ name: 'input', type: 'float32', dims: [1, 3, 640, 640] }], outputs });
  expect(contract?.model).toMatchObject({ input: { width: 640, height: 640 } });
});
