import { expect, test, vi } from 'vitest';
import { awaitLibrary } from '../../../components/editor/await-library';
import { createEditorStore } from '../../../components/editor/store';
import type { Library } from '../../../messages/library';
import { canBeTakenOut, classifierOf, hidesAtFirst, veilOf } from '../../../components/editor/veil';
import { reduce } from '../../../components/editor/state';
import type { EditorState, Picture, Revision } from '../../../components/editor/state';
import { initialBrush } from '../../../components/editor/marking';
import { emptyTrail } from '../../../components/editor/trail';
import { model as classifier } from '../../../models/catalog/entries/vit-base-nsfw-detector';
import { heldModel } from '../library/fake-models';

const explicit = { outcome: 'explicit', score: 0.9 } as const;
const made: Revision = {
  id: 'made', blob: new Blob(['a']), width: 1, height: 1, task: 'create', safe: false, madeAt: 0, looked: explicit, isVeiled: true,
};
const picture: Picture = {
  id: 'p', name: '', description: '', acquisition: 'made', animated: false, sixteenBit: false, original: made, results: [], position: 0,
  trail: emptyTrail,
};
const state: EditorState = {
  pictures: [picture], activeId: 'p', previousId: undefined, task: 'create', pictureTask: 'enlarge', options: {}, brush: initialBrush, models: {},
  library: undefined, backend: 'auto', job: undefined,
  batch: undefined,
  partial: {}, ended: undefined, device: undefined, failure: undefined, opening: 0, watchesMaking: false, letGo: 0,
};

test('what is explicit, or was stopped before it was looked at, is hidden at first; what could not be looked at is not', () => {
  expect(hidesAtFirst(explicit)).toBe(true);
  expect(hidesAtFirst({ outcome: 'stopped' })).toBe(true);
  expect(hidesAtFirst({ outcome: 'fine', score: 0 })).toBe(false);
  expect(hidesAtFirst({ outcome: 'failed', error: { code: 'model-failed' } })).toBe(false);
});

test('what is hidden is not saved or copied until it is shown', () => {
  expect(canBeTakenOut(picture)).toBe(false);
  const [shown] = reduce(state, { type: 'veil-changed', revisionId: 'made', isVeiled: false }).pictures;
  expect(shown && canBeTakenOut(shown)).toBe(true);
  expect(canBeTakenOut({ ...picture, original: { ...made, task: undefined, isVeiled: false } })).toBe(false);
});

test('a result has the veil of what it was made from, as that is now', () => {
  expect(veilOf(made)).toEqual({ looked: explicit, isVeiled: true });
  expect(veilOf({ ...made, isVeiled: false })).toEqual({ looked: explicit, isVeiled: false });
  expect(veilOf({ id: 'plain', blob: made.blob, width: 1, height: 1, task: 'create', safe: false, madeAt: 0 })).toEqual({});
  expect(veilOf({ ...made, looked: { outcome: 'failed', error: { code: 'model-failed' } }, isVeiled: false })).toEqual({});
  expect(veilOf(undefined)).toEqual({});
});

test('a word about a look goes when it is dismissed, and the picture stays', () => {
  const [left] = reduce(state, { type: 'look-dismissed', revisionId: 'made' }).pictures;
  expect(left?.original).toMatchObject({ id: 'made', blob: made.blob });
  expect(left?.original.looked).toBeUndefined();
});

test('the classifier is the one that came last of those that are whole', () => {
  const held = (id: string, addedAt: number, change = {}) => heldModel(id, { model: { ...classifier, id }, addedAt, ...change });
  expect(classifierOf(undefined)).toBeUndefined();
  expect(classifierOf({ models: [heldModel('other')] })).toBeUndefined();
  expect(classifierOf({ models: [held('first', 1), held('last', 3), held('next', 2), held('comes', 4, { state: 'downloading' })] })).toBe('last');
});

test('a library is waited for, and not for ever', async () => {
  vi.useFakeTimers();
  const library: Library = { models: [], storage: { models: 0, free: 0, persisted: false }, limit: 0 };
  const store = createEditorStore(state);
  const [soon, never] = [awaitLibrary(store, 5000), awaitLibrary(store, 100)];
  await vi.advanceTimersByTimeAsync(100);
  expect(await never).toBeUndefined();
  store.dispatch({ type: 'library-changed', library });
  expect(await soon).toBe(library);
  expect(await awaitLibrary(store, 0)).toBe(library);
  expect(await awaitLibrary(createEditorStore(state), -1)).toBeUndefined();
  vi.useRealTimers();
});
