import * as ort from 'onnxruntime-web';
import { expect, test } from 'vitest';
import { toFailure } from '../../../messages/errors';
import type { ChosenFile } from '../../../messages/library';
import type { About } from '../../../models/import/match';
import { describeClassifier, isClassifierConfig } from '../../../models/import/describe-classifier';
import { probeClassifier } from '../../../models/import/probe-classifier';
import { inspectGraph } from '../../../models/onnx/inspect';
import { openClassifier } from '../../../models/safety/open-classifier';
import { openForTrial } from '../../../models/store/read';
import { importing } from '../../../models/store/worker/importing';
import { classifierConfigs, rednessClassifier } from '../../fixtures/classifier';
import { FakeDisk } from '../../support/fake-disk';
import { FakeHub } from '../../support/fake-hub';
import { Engine, FakeLocks } from '../../support/store-engine';
import { recordOf } from '../../support/store-models';
import { refusal } from './refusal';

const facts = await inspectGraph(new Blob([rednessClassifier()]), 'model.onnx');
const source: About['source'] = { kind: 'own', files: [{ path: 'model.onnx', bytes: 1, sha256: '0'.repeat(64) }] };
const about: About = { id: 'own-a', name: 'A', licence: '', graph: 'model.onnx', source };

interface Texts {
  config?: object;
  preprocessor?: object;
}
const { config, preprocessor } = classifierConfigs();
const texts = (change: Texts = {}) => ({
  config: JSON.stringify({ ...config, ...change.config }),
  preprocessor: JSON.stringify({ ...preprocessor, ...change.preprocessor }),
});
const described = (change: Texts = {}) => describeClassifier(facts, texts(change), about);

test('labels, and how a picture is prepared, are what the files beside it say', () => {
  expect(described()).toMatchObject({
    kind: 'classifier',
    labels: ['sfw', 'nsfw'],
    explicit: ['nsfw'],
    threshold: 0.5,
    input: { width: 384, height: 384, white: 1, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5], channels: 'rgb' },
  });
  const imagenet = { image_mean: [0.485, 0.456, 0.406], image_std: [0.229, 0.224, 0.225] };
  expect(described({ preprocessor: imagenet }).input).toMatchObject({ mean: imagenet.image_mean, std: imagenet.image_std });
  expect(described({ preprocessor: { do_rescale: false, do_normalize: false } }).input).toMatchObject({ white: 255, mean: [0, 0, 0], std: [1, 1, 1] });
});

test('labels stand in the order of their numbers, whatever the order of the file', () => {
  const { labels, explicit } = described({ config: { id2label: { 1: 'Normal', 0: 'NSFW' } } });
  expect([labels, explicit]).toEqual([['NSFW', 'Normal'], ['NSFW']]);
});

test.each<[string, Texts]>([
  ['none of its labels is one for explicit pictures (cat, dog)', { config: { id2label: { 0: 'cat', 1: 'dog' } } }],
  ['its configuration names 3 labels, but it gives 2', { config: { id2label: { 0: 'a', 1: 'nsfw', 2: 'c' } } }],
  ['its preprocessor_config.json does not say how a picture is prepared', { preprocessor: { image_mean: undefined } }],
])('is refused: %s', async (reason, change) => {
  expect(await refusal(() => described(change), 'import-no-tool')).toBe(reason);
});

test('only a configuration of a network that tells what is in a picture is one of a classifier', () => {
  expect(isClassifierConfig(texts().config)).toBe(true);
  expect(isClassifierConfig(JSON.stringify({ ...config, architectures: ['Swin2SRForImageSuperResolution'] }))).toBe(false);
  expect(isClassifierConfig('{')).toBe(false);
});

const folder = (files: Record<string, BlobPart>): ChosenFile[] =>
  Object.entries(files).map(([path, part]) => ({ path: `looks/${path}`, blob: new Blob([part]) }));

function engineOn(disk: FakeDisk): Engine {
  const checked = async (id: string) => {
    const { model, files, graph } = await openForTrial(id, disk.root());
    if (model?.kind !== 'classifier') throw new Error('not known to be a classifier');
    const bytes = new Uint8Array((await files.get(graph)?.arrayBuffer()) ?? []);
    return probeClassifier(() => openClassifier(ort, model, { graph: bytes })).then(
      (found) => ({ ok: true, facts: found }) as const,
      (error: unknown) => ({ ok: false, failure: toFailure(error) }) as const,
    );
  };
  return new Engine(disk, new FakeHub(), new FakeLocks(), { importing, checked });
}

test('a folder in the layout of transformers becomes a classifier, of which the graph alone is kept', async () => {
  const disk = new FakeDisk();
  const { config: said, preprocessor: prepared } = texts();
  const files = folder({ 'onnx/model.onnx': rednessClassifier(), 'config.json': said, 'preprocessor_config.json': prepared });
  const answer = await engineOn(disk).command({ type: 'import', files });
  if (!answer.ok) throw new Error(`${answer.failure.code} ${answer.failure.detail ?? ''}`);
  const record = recordOf(disk, answer.model ?? '');
  expect(record.model).toMatchObject({ kind: 'classifier', name: 'looks', graph: 'onnx/model.onnx', explicit: ['nsfw'] });
  expect(record.files.map(({ path }) => path)).toEqual(['onnx/model.onnx']);
});

test('the same graph by itself fits no tool', async () => {
  const answer = await engineOn(new FakeDisk()).command({ type: 'import', files: folder({ 'model.onnx': rednessClassifier() }) });
  expect(answer).toMatchObject({ ok: false, failure: { code: 'import-no-tool' } });
});
