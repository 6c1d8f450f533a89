import * as ort from 'onnxruntime-web';
import { expect, test } from 'vitest';
import { maskShape, type Mask, type MaskShape } from '../../../images/mask';
import { pixelSourceOf, type PixelSource } from '../../../images/pixel-source';
import { rasteriseMask } from '../../../images/rasterise-mask';
import type { Hint } from '../../../messages/editor-port';
import { model as edgetam } from '../../../models/catalog/entries/edgetam';
import { model as slimsam } from '../../../models/catalog/entries/slimsam';
import { openSegmenter, type LoadedSegmenter } from '../../../models/networks/open-segmenter';
import { imageNet } from '../../../models/catalog/picture-input';
import { runPointer } from '../../../models/runtime/run-job';
import { point } from '../../../models/tasks/select/point';
import { discRadius, edgetamLike, hole, slimsamLike } from '../../fixtures/segmenters';

const signal = new AbortController().signal;
const size = { width: 600, height: 300 };
const standIns = [
  { model: edgetam, graphs: edgetamLike() },
  { model: slimsam, graphs: slimsamLike() },
];

/** Pixels of the encoder's input for each pixel of the picture: a stretched one has more of them downwards. */
function scaleOf({ shape }: Pick<typeof edgetam, 'shape'>): { x: number; y: number } {
  const x = 1024 / size.width;
  return { x, y: shape === 'stretched' ? 1024 / size.height : x };
}

function picture(value: number): PixelSource {
  const pixels = new Uint8ClampedArray(4 * size.width * size.height).fill(value);
  for (let i = 3; i < pixels.length; i += 4) pixels[i] = 255;
  return pixelSourceOf(pixels, size.width, size.height);
}

interface Asked {
  ask: (hints: readonly Hint[], pictureId?: string) => Promise<readonly MaskShape[]>;
  /** How often a picture was decoded, which is done to look at it. */
  looks: () => number;
  segmenter: LoadedSegmenter;
}

async function opened({ model, graphs }: (typeof standIns)[number], source = picture(0)): Promise<Asked> {
  const { encoder, decoder } = graphs;
  const segmenter = await openSegmenter(ort, model, { encoder: { graph: encoder }, decoder: { graph: decoder } }, 'wasm');
  let looks = 0;
  const openPicture = (): Promise<PixelSource> => {
    looks++;
    return Promise.resolve(source);
  };
  return {
    segmenter,
    looks: () => looks,
    ask: (hints, pictureId = 'a') =>
      runPointer(signal, point, { at: { pictureId, hints: [...hints] }, openPicture }, { openSegmenter: () => Promise.resolve(segmenter), stage: () => undefined }),
  };
}

/** What of the picture is covered, as the tools see it. */
function coverageOf(shapes: readonly MaskShape[]): (x: number, y: number) => number {
  const mask: Mask = { shapes: [...shapes], inverted: false, feather: 0 };
  const values = rasteriseMask(mask, size, { x: 0, y: 0, ...size });
  return (x, y) => values[y * size.width + x] ?? -1;
}

/** Where the coverage along a line is half, in pixels of the picture, from a place that is covered. */
function edgeFrom(at: (x: number, y: number) => number, [x, y]: readonly [number, number], [dx, dy]: readonly [number, number]): number {
  for (let steps = 1; steps < 700; steps++) {
    const before = at(x + dx * (steps - 1), y + dy * (steps - 1));
    const value = at(x + dx * steps, y + dy * steps);
    if (value < 127.5) return steps - 1 + (before - 127.5) / Math.max(1, before - value);
  }
  return Infinity;
}

const clicked: Hint = { x: 150, y: 110, isPart: true };

test.each(standIns)('$model.id: the object is where the click was, on a picture that is not square', async (standIn) => {
  const { ask } = await opened(standIn);
  const shapes = await ask([clicked]);
  expect(shapes.map((shape) => maskShape.safeParse(shape).success)).toEqual([true]);
  const at = coverageOf(shapes);
  const scale = scaleOf(standIn.model);
  const black = imageNet.mean.reduce((sum, mean, channel) => sum - mean / (imageNet.std[channel] ?? 1), 0) / 3;
  // What a padded picture does not fill is 0, whatever the mean and deviation.
  const radius = discRadius(black * (standIn.model.shape === 'padded' ? size.height / size.width : 1));
  // Half a pixel: a click at x = 150 is on the border between two.
  const [across, down] = [radius / scale.x - 0.5, radius / scale.y - 0.5];
  const edges = [edgeFrom(at, [150, 110], [1, 0]), edgeFrom(at, [150, 110], [0, 1]), edgeFrom(at, [149, 109], [-1, 0]), edgeFrom(at, [149, 109], [0, -1])];
  for (const [index, wanted] of [across, down, across, down].entries()) expect(Math.abs((edges[index] ?? 0) - wanted), String(edges)).toBeLessThan(0.25);
  expect(at(150, 110)).toBe(255);
  expect(at(400, 200)).toBe(0);
});

test.each(standIns)('$model.id: a place that is no part of it makes a hole', async (standIn) => {
  const { ask } = await opened(standIn);
  const [before, after] = [coverageOf(await ask([clicked])), coverageOf(await ask([clicked, { x: 180, y: 110, isPart: false }]))];
  const reach = Math.floor(hole / scaleOf(standIn.model).x) - 2;
  expect(before(180, 110)).toBe(255);
  expect(after(180, 110)).toBe(0);
  expect(after(180 - reach, 110)).toBe(0);
  expect(after(130, 110)).toBe(255);
});

test('a box is what is in it', async () => {
  const [standIn] = standIns;
  if (!standIn) throw new Error('no network');
  const { ask } = await opened(standIn);
  const at = coverageOf(await ask([{ x: 300, y: 60, width: 200, height: 150, isPart: true }]));
  for (const [x, y] of [[303, 63], [497, 207], [303, 207], [497, 63]] as const) expect(at(x, y), `${x}, ${y}`).toBe(255);
  for (const [x, y] of [[296, 56], [503, 213], [296, 213], [503, 56], [150, 110]] as const) expect(at(x, y), `${x}, ${y}`).toBe(0);
});

test('where a network knows no boxes, what is found at its middle ends at its edges', async () => {
  const standIn = standIns.find(({ model }) => model.boxes.as === 'middle');
  if (!standIn) throw new Error('no network');
  const { ask } = await opened(standIn);
  const at = coverageOf(await ask([{ x: 280, y: 100, width: 200, height: 40, isPart: true }]));
  expect([at(380, 120), at(380, 103), at(380, 137)]).toEqual([255, 255, 255]);
  expect([at(380, 97), at(380, 143), at(470, 120)]).toEqual([0, 0, 0]);
});

test.each(standIns)('$model.id: a picture is looked at once for three clicks, and another one anew', async (standIn) => {
  const { ask, looks } = await opened(standIn);
  await ask([clicked]);
  await ask([clicked, { x: 160, y: 120, isPart: true }]);
  await ask([{ x: 500, y: 200, isPart: true }]);
  expect(looks()).toBe(1);
  await ask([clicked], 'b');
  expect(looks()).toBe(2);
  // It knows one at a time.
  await ask([clicked], 'a');
  expect(looks()).toBe(3);
});

test.each(standIns)('$model.id: what is found hangs on what was seen', async (standIn) => {
  const [black, white] = await Promise.all([0, 255].map(async (value) => {
    const { ask } = await opened(standIn, picture(value));
    return edgeFrom(coverageOf(await ask([clicked])), [150, 110], [1, 0]);
  }));
  expect(white).toBeGreaterThan((black ?? 0) + 10);
});

test('nothing is found where nothing is covered, and what is only no part of something is refused', async () => {
  const [standIn] = standIns;
  if (!standIn) throw new Error('no network');
  const { ask } = await opened(standIn);
  const around = [-60, -30, 0, 30, 60].flatMap((x) => [-30, -15, 0, 15, 30].map((y) => ({ x: 150 + x, y: 110 + y, isPart: false })));
  const found = await ask([clicked, ...around]);
  expect(found.length).toBe(0);
  await expect(ask([{ x: 10, y: 10, isPart: false }])).rejects.toMatchObject({ code: 'options-invalid' });
});

test('a decoder that gives something else is a failure of the model', async () => {
  const [standIn] = standIns;
  if (!standIn) throw new Error('no network');
  const { encoder } = standIn.graphs;
  const both = { encoder: { graph: encoder }, decoder: { graph: encoder } };
  const segmenter = await openSegmenter(ort, standIn.model, both, 'wasm');
  await segmenter.see('a', () => Promise.resolve(picture(0)));
  await expect(segmenter.find([clicked])).rejects.toMatchObject({ code: 'model-failed' });
});
