import * as ort from 'onnxruntime-web';
import { expect, test } from 'vitest';
import type { Verdict } from '../../../messages/editor-port';
import { pixelSourceOf, type PixelSource } from '../../../images/pixel-source';
import { model as entry } from '../../../models/catalog/entries/vit-base-nsfw-detector';
import { classifierModel } from '../../../models/catalog/model';
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

function says({ outcome, score }: Verdict, wanted: Verdict['outcome'], about: number): void {
  expect(outcome).toBe(wanted);
  expect(score).toBeCloseTo(about, 3);
}

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
