import { expect, test } from 'vitest';
import { modelChoice } from '../../../components/editor/model-choice';
import type { DeviceTest, Library, LibraryModel } from '../../../messages/library';
import { needKey } from '../../../models/catalog/model';
import { builtIn, catalogModel, heldModel, previewDecoder } from './fake-models';

const need = { task: 'repair', scale: 1 };
const key = needKey(need);
const known = [builtIn('starter'), catalogModel('a'), catalogModel('b'), catalogModel('x2', { scale: 2 })];

function library(models: LibraryModel[], device?: DeviceTest): Library {
  return { models, storage: { models: 0, free: 1, persisted: false }, limit: 0, ...(device ? { device } : {}) };
}

test('a tool is offered what serves it: what ships, what is here and what can be fetched', () => {
  const own = heldModel('own', { origin: 'own', model: catalogModel('own') });
  const half = heldModel('half', { origin: 'own', state: 'importing', model: catalogModel('half') });
  const choice = modelChoice({ models: {}, library: library([heldModel('b'), own, half]) }, need, known);
  expect(choice.builtIn?.id).toBe('starter');
  expect(choice.here.map(({ id }) => id)).toEqual(['b', 'own']);
  expect(choice.absent.map(({ id }) => id)).toEqual(['a']);
  expect(choice).toMatchObject({ used: undefined, wanted: undefined, isGone: false });
});

test('what is here is taken where nothing ships, but not by a tool that needs no model', () => {
  const state = { models: {}, library: library([heldModel('b')]) };
  expect(modelChoice(state, need, known.slice(1)).used).toBe('b');
  expect(modelChoice(state, { ...need, optional: true }, known.slice(1))).toMatchObject({ used: undefined, wanted: undefined });
  expect(modelChoice({ ...state, models: { [key]: 'b' } }, { ...need, optional: true }, known.slice(1)).used).toBe('b');
});

test('what only shows previews is no choice, whether it is here or not', () => {
  const here = heldModel('here', { model: previewDecoder('here') });
  const choice = modelChoice({ models: {}, library: library([here]) }, { task: 'repair' }, [...known.slice(0, 3), previewDecoder('there')]);
  expect(choice.here).toEqual([]);
  expect(choice.absent.map(({ id }) => id)).toEqual(['a', 'b']);
});

test('a chosen model is used as soon as it is whole, and not before', () => {
  const with_ = (models: LibraryModel[]) => modelChoice({ models: { [key]: 'a' }, library: library(models) }, need, known);
  expect(with_([])).toMatchObject({ used: undefined, wanted: { id: 'a' }, isGone: false });
  expect(with_([heldModel('a', { state: 'downloading' })])).toMatchObject({ used: undefined, wanted: { id: 'a' } });
  expect(with_([heldModel('a')])).toMatchObject({ used: 'a', wanted: { id: 'a' }, isGone: false });
});

test('of a model that is nowhere any more the built-in one takes the place, and that is told', () => {
  const models = { [key]: 'own' };
  expect(modelChoice({ models, library: library([]) }, need, known)).toMatchObject({ used: undefined, isGone: true });
  // Before the library has said what it holds nothing is known to be gone.
  expect(modelChoice({ models, library: undefined }, need, known)).toMatchObject({ used: 'own', isGone: false });
});

test('a choice holds for its need alone', () => {
  const models = { [key]: 'a' };
  expect(modelChoice({ models, library: library([heldModel('a')]) }, { ...need, scale: 2 }, known).used).toBeUndefined();
});

test('what this device cannot run is not offered', () => {
  const device: DeviceTest = { browser: '', adapter: '', backend: 'wasm', testedAt: 0, checks: [], f16: false, largestBuffer: 0 };
  const needs = { f16: true, workingMemory: 20e9, largestTensor: 10 };
  const huge = catalogModel('huge', { needs });
  const choice = modelChoice({ models: {}, library: library([], device) }, need, [...known, huge]);
  expect(choice.absent.map(({ id }) => id)).toEqual(['a', 'b']);
  // Unless it was chosen before that was known: then it says why, and is not said to be gone.
  const chosen = modelChoice({ models: { [key]: 'huge' }, library: library([], device) }, need, [...known, huge]);
  expect(chosen).toMatchObject({ wanted: { id: 'huge' }, used: undefined, isGone: false });
});

test('the largest model that fits is named', () => {
  const device: DeviceTest = { browser: '', adapter: '', backend: 'wasm', testedAt: 0, checks: [], f16: false, largestBuffer: 0 };
  const sized = (id: string, bytes: number) =>
    catalogModel(id, { source: { kind: 'hub', repo: 'o/n', files: [{ path: 'model.onnx', bytes, sha256: 'b'.repeat(64) }] } });
  const all = [builtIn('starter'), sized('small', 1e6), sized('large', 9e6), sized('giant', 6e9)];
  const largest = (models: LibraryModel[]) => modelChoice({ models: {}, library: library(models, device) }, need, all).largest?.id;
  expect(largest([])).toBe('large');
  expect(largest([heldModel('large')])).toBe('large');
  expect(modelChoice({ models: {}, library: library([], device) }, need, [builtIn('starter')]).largest).toBeUndefined();
});
