import { expect, test } from 'vitest';
import { freedBy } from '../../../components/library/freed';
import { described, entryOfRecord, type Entry } from '../../../models/store/worker/entry';
import { toFree } from '../../../models/store/worker/limit';
import { catalogModel } from './fake-models';

function entry(id: string, bytes: number, addedAt: number, more: { usedAt?: number; origin?: Entry['origin'] } = {}, intact = true): Entry {
  const files = [{ path: 'model.onnx', bytes, hash: { kind: 'sha256', value: 'a'.repeat(64) } as const }];
  const common = { version: 1, id, name: id, origin: 'hub', addedAt, model: catalogModel(id), files, speeds: [], damaged: !intact } as const;
  return entryOfRecord({ ...common, files, speeds: [], ...more }, intact);
}

const entries = [
  entry('old', 10, 1),
  entry('used', 10, 2, { usedAt: 9 }),
  entry('young', 10, 3),
  entry('own', 25, 0, { origin: 'own' }),
  entry('bad', 10, 0, {}, false),
];
const arriving: Entry = { id: 'arriving', name: 'a', origin: 'hub', state: 'downloading', addedAt: 0, done: 500, total: 900, received: 500 };

test.each([0, 5, 44, 45, 54, 55, 64, 65, 1000])('for a limit of %i the page names what the store will remove', (limit) => {
  const all = [...entries, arriving];
  const shown = freedBy(all.map((one) => described(one, 0)), limit);
  expect(shown.map(({ id }) => id)).toEqual(toFree(all, limit));
});

test('what was unused for longest goes first, and no more than has to', () => {
  const shown = entries.map((one) => described(one, 0));
  expect(freedBy(shown, 64).map(({ id }) => id)).toEqual(['old']);
  expect(freedBy(shown, 50).map(({ id }) => id)).toEqual(['old', 'young']);
  expect(freedBy(shown, 0)).toEqual([]);
});
