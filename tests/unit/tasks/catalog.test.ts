import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { filesOf } from '../../../models/catalog/model';
import { tasks } from '../../../models/tasks/registry';
import { readCatalog } from '../../../scripts/support/starter';

const models = await readCatalog();

test('every file among the entries is a model of that name', () => {
  const names = readdirSync('models/catalog/entries').map((name) => name.replace(/\.ts$/, ''));
  expect(names.length).toBeGreaterThan(0);
  expect(models.map(({ id }) => id).sort()).toEqual(names.sort());
});

const shipped = models.filter(({ source }) => source.kind === 'package');

test.each(shipped)('$id: the file is the one that its entry names, byte for byte', (model) => {
  const bytes = readFileSync(`models/${model.graph}`);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  expect(filesOf(model)).toEqual([{ path: model.graph, bytes: bytes.length, sha256 }]);
});

test('every tool of an entry is there', () => {
  const known = tasks.map(({ id }) => id);
  for (const model of models) for (const tool of model.tasks) expect(known).toContain(tool);
});
