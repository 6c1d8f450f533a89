import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { imageModel } from '../../../models/catalog/model';
import { findStarter } from '../../../scripts/support/starter';

const entries = readdirSync('models/catalog/entries').map((name) => name.replace(/\.ts$/, ''));

test('there are models', () => {
  expect(entries.length).toBeGreaterThan(0);
});

test.each(entries)('%s: the file is the one that its entry names, byte for byte', async (id) => {
  const model = imageModel.parse(await findStarter(id));
  expect(model.id).toBe(id);
  const bytes = readFileSync(`models/${model.source.path}`);
  expect(bytes.length).toBe(model.bytes);
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(model.sha256);
});

test('every tool of an entry is there', async () => {
  const tools = readdirSync('models/tasks', { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  for (const id of entries) {
    for (const tool of (await findStarter(id)).tasks) expect(tools).toContain(tool);
  }
});
