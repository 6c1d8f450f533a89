import { expect, test } from 'vitest';
import { reasonKey } from '../../../components/i18n/keys';
import { createFormats } from '../../../components/i18n/formats';
import { announcements, moving } from '../../../components/library/announcements';
import { entryOf, type ModelEntry } from '../../../components/library/entries';
import { shownLicence } from '../../../components/library/licence';
import { failureSentence, needsOf, originKey, progressOf, speedsOf, stateKey, summaryOf } from '../../../components/library/words';
import { fetchedOf } from '../../../components/options/fetched-section';
import { importReasons, reasonDetail } from '../../../messages/import-reason';
import { modelState, origin } from '../../../messages/library';
import { mergedLocales } from '../../../scripts/build/package-assets';
import { builtIn, catalogModel, heldModel } from './fake-models';

const english = (await mergedLocales('.')).get('en') ?? {};
const t = (key: string, ...substitutions: readonly string[]): string => [key, ...substitutions].join(' ');
const words = { t, ...createFormats('en', t) };

function entry(model: Parameters<typeof entryOf>[0], held?: Parameters<typeof entryOf>[1]): ModelEntry {
  const made = entryOf(model, held);
  if (!made) throw new Error('no entry');
  return made;
}

test('every state and every origin has its words', () => {
  for (const state of modelState.options) {
    expect(english).toHaveProperty(stateKey(entry(catalogModel('a'), heldModel('a', { state })), true));
  }
  for (const from of origin.options) {
    expect(english).toHaveProperty(originKey(entry(catalogModel('a'), heldModel('a', { origin: from }))));
  }
});

test('each model says what its bytes are compared with', () => {
  const unpinned = catalogModel('a', { source: { kind: 'hub', repo: 'o/n', files: [{ path: 'model.onnx' }] } });
  expect(originKey(entry(builtIn('a')))).toBe('model_origin_builtin');
  expect(originKey(entry(catalogModel('a')))).toBe('model_origin_package');
  expect(originKey(entry(unpinned))).toBe('model_origin_hub');
  expect(originKey(entry(undefined, heldModel('a', { origin: 'own' })))).toBe('model_origin_own');
});

test('bytes that are missing are said as people say them; other details as they are', () => {
  expect(failureSentence({ code: 'storage-full', detail: '1234567890' }, words)).toBe('error_storage_full 1.2 GB');
  expect(failureSentence({ code: 'import-node-unsupported', detail: '42' }, words)).toBe('error_import_node_unsupported 42');
  expect(failureSentence({ code: 'download-offline' }, words).trim()).toBe('error_download_offline');
});

test('why no tool can use a model is said in the language of the page', () => {
  for (const reason of importReasons) expect(english, reason).toHaveProperty(reasonKey(reason));
  const detail = reasonDetail('many-inputs', 2, 'x, mask');
  expect(failureSentence({ code: 'import-no-tool', detail }, words)).toBe('error_import_no_tool import_reason_many_inputs 2 x, mask');
  expect(failureSentence({ code: 'import-no-tool', detail: 'prose' }, words)).toBe('error_import_no_tool prose');
});

test('a summary is in the language of the page', () => {
  expect(summaryOf(catalogModel('a'), 'tr')).toBe('İyi.');
  expect(summaryOf(catalogModel('a'), 'en')).toBe('Good.');
  expect(summaryOf(undefined, 'en')).toBe('');
});

test('progress says how much, how fast and how long', () => {
  const held = heldModel('a', { state: 'downloading', done: 250, total: 1000, bytesPerSecond: 50 });
  expect(progressOf(held, words)).toEqual({
    fraction: 0.25,
    amount: 'model_progress 250 byte 1 kB',
    pace: ['format_rate 50 byte', 'progress_left 15 sec'],
  });
  expect(progressOf({ ...held, state: 'paused' }, words)?.pace).toEqual([]);
  expect(progressOf({ ...held, state: 'ready' }, words)).toBeUndefined();
  expect(progressOf({ ...held, total: 0 }, words)).toBeUndefined();
  expect(progressOf({ ...held, state: 'paused', failure: { code: 'import-no-tool' } }, words)).toBeUndefined();
  expect(progressOf({ ...held, bytesPerSecond: 0, retryAt: 0 }, words)?.pace).toHaveLength(1);
});

test('needs and speeds', () => {
  const needs = { f16: true, workingMemory: 500, largestTensor: 10 };
  expect(needsOf(catalogModel('a', { needs }), words)).toEqual(['model_needs_memory 2 kB', 'model_needs_f16']);
  const speeds = [
    { backend: 'wasm', megapixelsPerSecond: 0.25 },
    { backend: 'webgpu', megapixelsPerSecond: 1.23 },
  ] as const;
  expect(speedsOf({ speeds: [...speeds] }, words)).toEqual([
    'model_speed format_megapixels 1.2',
    'model_speed format_megapixels 0.25',
  ]);
});

test('non-commercial terms are seen, whoever states them', () => {
  for (const licence of ['cc-by-nc-4.0', 'CC-BY-NC-SA-4.0', 'NonCommercial research']) {
    expect(shownLicence({ licence }, false), licence).toMatchObject({ nonCommercial: true, isStated: true });
  }
  expect(shownLicence({ licence: 'MIT' }, true)).toMatchObject({ nonCommercial: false, isStated: false });
  expect(shownLicence({ licence: 'ncsa' }, false).nonCommercial).toBe(false);
  expect(shownLicence({ licence: '' }, false)).toMatchObject({ name: '', isStated: false });
});

test('what is coming is told again and again by how far it is', () => {
  const models = modelState.options.map((state) => heldModel(state, { state }));
  expect(moving([...models, heldModel('unknown', { state: 'importing', total: 0 })]).map(({ id }) => id)).toEqual(['downloading', 'importing']);
});

test('beginning and end are told, what is between is not', () => {
  const at = (state: (typeof modelState.options)[number]) => [heldModel('a', { state })];
  const told = (before: readonly ReturnType<typeof heldModel>[], after: readonly ReturnType<typeof heldModel>[]) =>
    announcements(before, after).map((said) => said.words);
  expect(told([], at('downloading'))).toEqual(['library_said_started']);
  expect(told(at('waiting'), at('downloading'))).toEqual([]);
  expect(told(at('downloading'), at('verifying'))).toEqual([]);
  expect(told(at('verifying'), at('ready'))).toEqual(['library_said_ready']);
  expect(told(at('downloading'), at('paused'))).toEqual(['library_said_paused']);
  expect(told(at('downloading'), [heldModel('a', { state: 'paused', failure: { code: 'download-offline' } })])).toEqual([]);
  expect(told(at('ready'), at('damaged'))).toEqual(['library_said_damaged']);
  expect(told(at('ready'), [])).toEqual(['library_said_gone']);
  expect(announcements([], []).length).toBe(0);
});

test('what was fetched counts what came from the network, and only that', () => {
  expect(
    fetchedOf([
      heldModel('a', { done: 600 }),
      heldModel('b', { done: 0, state: 'waiting' }),
      heldModel('c', { origin: 'own', done: 900 }),
      heldModel('d', { origin: 'hub', done: 50, state: 'paused' }),
      heldModel('e', { model: builtIn('e') }),
    ]),
  ).toEqual({ files: 2, bytes: 650 });
});
