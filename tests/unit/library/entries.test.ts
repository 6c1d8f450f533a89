import { expect, test } from 'vitest';
import { actionsOf } from '../../../components/library/actions';
import { instead, misfit } from '../../../components/library/fit';
import { entryOf, groupModels, isReady, roughSizeOf, sizeOf } from '../../../components/library/entries';
import { failure, type ErrorCode } from '../../../messages/errors';
import { modelState, type DeviceTest, type LibraryModel } from '../../../messages/library';
import type { ImageModel } from '../../../models/catalog/model';
import { stateKey } from '../../../components/library/words';
import { builtIn, catalogModel, checkpoint, heldModel, previewDecoder } from './fake-models';
import { model as classifier } from '../../../models/catalog/entries/vit-base-nsfw-detector';
import { serves } from '../../../models/catalog/model';

const ids = (entries: readonly { id: string }[]): string[] => entries.map(({ id }) => id);

test('every model stands once, under the first tool that offers it, and those of nobody stand apart', () => {
  const catalog = [builtIn('starter'), catalogModel('both', { tasks: ['enlarge', 'repair'] }), catalogModel('known')];
  const own = heldModel('own', { addedAt: 3, origin: 'own', model: catalogModel('own', { tasks: ['enlarge'] }) });
  const later = heldModel('own-2', { addedAt: 5, origin: 'own', model: catalogModel('own-2', { tasks: ['enlarge'] }) });
  const unknown: LibraryModel = {
    id: 'unknown',
    name: 'model.onnx',
    state: 'importing',
    origin: 'own',
    done: 1,
    total: 2,
    addedAt: 4,
    speeds: [],
  };
  const { groups, others } = groupModels(
    catalog,
    [later, unknown, own, heldModel('known', { state: 'paused' })],
    ['repair', 'enlarge', 'hide'],
  );
  expect(groups.map(({ task, entries }) => [task, ids(entries)])).toEqual([
    ['repair', ['starter', 'both', 'known']],
    ['enlarge', ['own', 'own-2']],
  ]);
  expect(ids(others)).toEqual(['unknown']);
  expect(groups[0]?.entries[2]).toMatchObject({ isCatalog: true, held: { state: 'paused' } });
  expect(groups[1]?.entries[0]).toMatchObject({ isCatalog: false, isBuiltIn: false });
});

test('what no tool can use is not among what is being looked into', () => {
  const held: LibraryModel[] = ['import-no-tool', 'download-offline', undefined].map((code, index) => ({
    id: `added-${index}`,
    name: 'model.onnx',
    state: 'paused',
    origin: 'hub',
    done: 1,
    total: 2,
    addedAt: index,
    speeds: [],
    ...(code === undefined ? {} : { failure: failure.parse({ code }) }),
  }));
  const { others, refused } = groupModels([], held, ['repair']);
  expect(ids(refused)).toEqual(['added-0']);
  expect(ids(others)).toEqual(['added-1', 'added-2']);
});

test('no row moves because of what is done with its model', () => {
  const catalog = [catalogModel('a'), catalogModel('b')];
  for (const state of modelState.options) {
    const { groups } = groupModels(catalog, [heldModel('b', { state })], ['repair']);
    expect(groups.flatMap(({ entries }) => ids(entries))).toEqual(['a', 'b']);
  }
});

test('a size is what is known: of what is here, of the catalog, or nothing', () => {
  const unpinned = catalogModel('a', { source: { kind: 'hub', repo: 'o/n', files: [{ path: 'model.onnx' }] } });
  expect(sizeOf({ ...entry(catalogModel('a')) })).toBe(1000);
  expect(sizeOf(entry(unpinned))).toBeUndefined();
  expect(sizeOf({ ...entry(unpinned), held: heldModel('a', { total: 77 }) })).toBe(77);
});

test('a rough size is told only where nobody knows the exact one', () => {
  const rough = catalogModel('a', { source: { kind: 'hub', repo: 'o/n', files: [{ path: 'model.onnx', roughBytes: 88e6 }] } });
  expect(sizeOf(entry(rough))).toBeUndefined();
  expect(roughSizeOf(entry(rough))).toBe(88e6);
  expect(roughSizeOf({ ...entry(rough), held: heldModel('a', { total: 77 }) })).toBeUndefined();
  expect(roughSizeOf(entry(catalogModel('a')))).toBeUndefined();
});

test('a classifier stands by itself, and no tool is run with it', () => {
  const { groups, classifiers, others } = groupModels([classifier, catalogModel('a', { tasks: ['create'] })], [], ['create']);
  expect(groups.flatMap(({ entries }) => ids(entries))).toEqual(['a']);
  expect(ids(classifiers)).toEqual([classifier.id]);
  expect(others).toEqual([]);
  expect(serves(classifier, { task: 'create' })).toBe(false);
});

test('what ships is ready and stays', () => {
  expect(isReady(entry(builtIn('a')))).toBe(true);
  expect(actionsOf(entry(builtIn('a')), true)).toEqual([]);
});

test('what does not fit cannot be downloaded; what is here can always be removed', () => {
  const absent = entry(catalogModel('a'));
  expect(actionsOf(absent, true)).toEqual(['download']);
  expect(actionsOf(absent, false)).toEqual([]);
  for (const state of modelState.options) {
    const actions = actionsOf({ ...absent, held: heldModel('a', { state }) }, false);
    expect(actions.some((action) => action === 'delete' || action === 'cancel'), state).toBe(true);
  }
  expect(actionsOf({ ...absent, held: heldModel('a', { state: 'downloading' }) }, true)).toContain('pause');
  expect(actionsOf({ ...absent, held: heldModel('a', { state: 'paused' }) }, true)).toContain('resume');
});

function entry(model: Parameters<typeof entryOf>[0]) {
  const made = entryOf(model, undefined);
  if (!made) throw new Error('no entry');
  return made;
}

test('what was found unfit can only be deleted; what stopped can go on', () => {
  const paused = (code: ErrorCode) => ({ ...entry(catalogModel('a')), held: heldModel('a', { state: 'paused', failure: { code } }) });
  expect(actionsOf(paused('import-no-tool'), true)).toEqual(['delete']);
  expect(stateKey(paused('import-no-tool'), true)).toBe('model_state_refused');
  expect(actionsOf(paused('download-offline'), true)).toEqual(['resume', 'cancel']);
  expect(stateKey(paused('download-offline'), true)).toBe('model_state_paused');
});

test('in place of what does not fit the largest is named that does the same and does', () => {
  const device: DeviceTest = { browser: '', adapter: '', backend: 'wasm', testedAt: 1, checks: [], f16: false, largestBuffer: 0 };
  const sized = (id: string, bytes: number, change: Partial<ImageModel> = {}) => {
    const files = [{ path: 'model.onnx', bytes, sha256: 'b'.repeat(64) }];
    return catalogModel(id, { source: { kind: 'hub', repo: 'o/n', commit: 'a'.repeat(40), files }, ...change });
  };
  const giant = sized('giant', 9e9);
  const known = [giant, sized('small', 1e6), sized('medium', 9e6), sized('other-tool', 2e7, { tasks: ['enlarge'] }), sized('huge', 5e9)];
  expect(misfit(giant, device)?.code).toBe('needs-memory');
  expect(misfit(giant, undefined)?.code).toBe('needs-memory');
  expect(misfit(sized('hopeful', 2e9), undefined)).toBeUndefined();
  expect(instead(giant, device, known)?.id).toBe('medium');
  const large = checkpoint('large', 9e9);
  expect(misfit(large, device)?.code).toBe('needs-memory');
  expect(instead(large, device, [large, previewDecoder('tiny')])).toBeUndefined();
  expect(instead(large, device, [large, previewDecoder('tiny'), checkpoint('less', 1e6)])?.id).toBe('less');
  expect(instead(sized('small', 1e6), device, known)).toBeUndefined();
});

test('what is damaged can be fetched again where it came from the hub', () => {
  const damaged = (commit?: string) => ({ ...entry(catalogModel('a')), held: heldModel('a', { state: 'damaged', ...(commit !== undefined && { commit }) }) });
  expect(actionsOf(damaged('0'.repeat(40)), true)).toEqual(['repair', 'verify', 'delete']);
  expect(actionsOf(damaged(), true)).toEqual(['verify', 'delete']);
});
