import * as ort from 'onnxruntime-web';
import { expect, test } from 'vitest';
import type { Verdict } from '../../../messages/editor-port';
import { pixelSourceOf, type PixelSource } from '../../../images/pixel-source';
import { model as entry } from '../../../models/catalog/entries/vit-base-nsfw-detector';
import { classifierModel, type ClassifierModel } from '../../../models/catalog/model';
import { classifierInputOf } from '../../../models/safety/classifier-input';
import { openClassifier } from '../../../models/safety/open-classifier';
import { verdictOf } from '../../../models/safety/verdict';
import { buildModel, float32Tensor } from '../../../models/onnx/graph-builder';
import { rednessClassifier } from '../../fixtures/classifier';

type Colour = readonly [number, number, number];

/** A picture of these colours, row by row. */
function picture(width: number, colours: readonly Colour[]): PixelSource {
  const pixels = Uint8ClampedArray.from(colours.flatMap((colour) => [...colour, 255]));
  return pixelSourceOf(pixels, width, colours.length / width);
}

const plain = (width: number, height: number, colour: Colour) =>
  picture(width, Array.from({ length: width * height }, () => colour));

const input = { width: 2, height: 2, white: 1, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5], channels: 'rgb' } satisfies ClassifierModel['input'];

const near = (found: Float32Array, wanted: readonly number[]) => {
  expect(found).toHaveLength(wanted.length);
  for (const [index, value] of found.entries()) expect(value).toBeCloseTo(wanted[index] ?? NaN, 5);
};

function says({ outcome, score }: Verdict, wanted: Verdict['outcome'], about: number): void {
  expect(outcome).toBe(wanted);
  expect(score).toBeCloseTo(about, 3);
}

test('values from 0 to 255 become those from −1 to 1, plane by plane', () => {
  const four = picture(2, [[0, 51, 255], [255, 51, 0], [0, 204, 255], [255, 204, 0]]);
  near(classifierInputOf(four, input), [-1, 1, -1, 1, -0.6, -0.6, 0.6, 0.6, 1, -1, 1, -1]);
});

test('mean and standard deviation are those of each channel, and white may be 255', () => {
  const one = plain(2, 2, [255, 128, 0]);
  const odd = { ...input, white: 255, mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] } satisfies ClassifierModel['input'];
  const each = [2.24891, 0.20518, -1.80444];
  near(classifierInputOf(one, odd), each.flatMap((value) => [value, value, value, value]));
});

test('blue comes first where a classifier wants it so', () => {
  const values = classifierInputOf(plain(2, 2, [255, 128, 0]), { ...input, channels: 'bgr' });
  expect([values[0], values[8]]).toEqual([-1, 1]);
});

test('a picture of another shape is brought to the size whole, shrunk by averaging', () => {
  const wide = picture(4, [[0, 0, 0], [255, 255, 255], [255, 255, 255], [255, 255, 255], [0, 0, 0], [255, 255, 255], [255, 255, 255], [255, 255, 255]]);
  near(classifierInputOf(wide, input).slice(0, 4), [0, 1, 0, 1]);
});

const labels = { id: 'a', labels: ['drawings', 'explicit', 'neutral', 'sexy'], explicit: ['explicit', 'sexy'], threshold: 0.5 };

test('the score is the probability of all labels that hide together', () => {
  says(verdictOf([Math.log(2), Math.log(3), Math.log(4), Math.log(1)], labels), 'fine', 0.4);
  says(verdictOf([Math.log(2), Math.log(4), Math.log(2), Math.log(2)], labels), 'explicit', 0.6);
  expect(verdictOf([0, 1000, 0, 0], labels)).toEqual({ outcome: 'explicit', score: 1 });
});

test('the threshold decides', () => {
  const logits = [0, 0, 0, 0];
  expect(verdictOf(logits, { ...labels, threshold: 0.51 }).outcome).toBe('fine');
  expect(verdictOf(logits, { ...labels, threshold: 0.49 }).outcome).toBe('explicit');
});

test.each([[[1, 2, 3]], [[1, 2, 3, 4, 5]], [[1, NaN, 2, 3]], [[Infinity, 0, 0, 0]]])('logits %j are none for four labels', (logits) => {
  expect(() => verdictOf(logits, labels)).toThrow(expect.objectContaining({ code: 'model-failed' }));
});

test('an entry names labels that are there, and not all of them', () => {
  expect(classifierModel.safeParse(entry).success).toBe(true);
  expect(classifierModel.safeParse({ ...entry, explicit: ['porn'] }).success).toBe(false);
  expect(classifierModel.safeParse({ ...entry, explicit: ['sfw', 'nsfw'] }).success).toBe(false);
});

test('a graph in 8 bits with the contract of the entry looks at pictures', async () => {
  const classifier = await openClassifier(ort, entry, { graph: rednessClassifier() });
  says(await classifier.look(plain(20, 30, [255, 0, 0])), 'explicit', 1);
  says(await classifier.look(plain(500, 400, [0, 0, 255])), 'fine', 0);
  expect((await classifier.look(plain(64, 64, [128, 128, 128]))).outcome).toBe('explicit');
  await classifier.release();
});

test('a graph that gives something else than logits is said to fail', async () => {
  const dims = ['n', 3, 384, 384];
  const graph = buildModel({
    inputs: [{ name: 'pixel_values', type: 'float32', dims }],
    outputs: [{ name: 'logits', type: 'float32', dims }],
    initializers: [float32Tensor('one', [], [1])],
    nodes: [{ op: 'Add', inputs: ['pixel_values', 'one'], outputs: ['logits'] }],
  });
  const classifier = await openClassifier(ort, entry, { graph });
  await expect(classifier.look(plain(2, 2, [0, 0, 0]))).rejects.toMatchObject({ code: 'model-failed' });
});
