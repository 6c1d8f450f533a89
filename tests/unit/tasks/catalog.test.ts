import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { licenceOf } from '../../../models/catalog/licences';
import { needsOfModel } from '../../../models/catalog/demands';
import { filesOf, graphOf, isPinned, roughBytesOf, type HubFile } from '../../../models/catalog/model';
import { fileAddress, isModelHost } from '../../../models/store/hosts';
import { allTasks } from '../../../models/tasks/registry';
import { readCatalog } from '../../../scripts/support/starter';

const models = await readCatalog();

test('every file among the entries is a model of that name', () => {
  const names = readdirSync('models/catalog/entries').map((name) => name.replace(/\.ts$/, ''));
  expect(names.length).toBeGreaterThan(0);
  expect(models.map(({ id }) => id).sort()).toEqual(names.sort());
});

const shipped = models.filter(({ source }) => source.kind === 'package');

test.each(shipped)('$id: the file is the one that its entry names, byte for byte', (model) => {
  const paths = filesOf(model).map(({ path }) => path);
  for (const file of filesOf(model)) {
    const bytes = readFileSync(`models/${file.path}`);
    expect(file).toEqual({ path: file.path, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
  }
  expect(paths).toContain(graphOf(model));
});

test('every tool of an entry is there', () => {
  const known = allTasks.map(({ id }) => id);
  for (const model of models) for (const tool of model.tasks) expect(known).toContain(tool);
});

const fromHub = models.filter(({ source }) => source.kind === 'hub');

test('no two entries have the same id or the same name', () => {
  expect(new Set(models.map(({ id }) => id)).size).toBe(models.length);
  expect(new Set(models.map(({ name }) => name)).size).toBe(models.length);
});

test.each(models)('$id says what it is good at in both languages, and its licence is one whose text ships', (model) => {
  expect(model.summary?.en).toMatch(/\.$/);
  expect(model.summary?.tr).toMatch(/\.$/);
  expect(model.summary?.tr).not.toBe(model.summary?.en);
  const licence = licenceOf(model.licence);
  expect(licence).toBeDefined();
  expect(readFileSync(`public/${licence?.file ?? ''}`, 'utf8').length).toBeGreaterThan(500);
});

test('every licence text that ships is of a model', () => {
  const used = models.map((model) => licenceOf(model.licence)?.file);
  for (const name of readdirSync('public/licences')) expect(used).toContain(`licences/${name}`);
});

test('a licence that no model has is not known', () => {
  expect(licenceOf('WTFPL')).toBeUndefined();
  expect(licenceOf('MIT')?.nonCommercial).toBe(false);
});

test.each(fromHub)('$id: its files come from a host that may be reached, and its graph is known, and its size at least roughly', (model) => {
  if (model.source.kind !== 'hub') throw new Error('It is from elsewhere');
  const { repo, commit = 'main', files } = model.source;
  for (const { path } of files) {
    const address = fileAddress(repo, commit, path);
    expect(isModelHost(address), address).toBe(true);
    // Nothing in the names leads out of the repository.
    expect(new URL(address).href).toBe(`https://huggingface.co/${repo}/resolve/${commit}/${path}`);
  }
  expect(filesOf(model).map(({ path }) => path)).toContain(graphOf(model));
  expect(roughBytesOf(model)).toBeGreaterThan(0);
  expect(needsOfModel(model).largestTensor).toBeGreaterThan(0);
  expect(needsOfModel(model).workingMemory).toBeGreaterThan(0);
});

test('an entry is pinned where it says the hash of every file', () => {
  const file = { path: 'model.onnx', bytes: 5, sha256: '0'.repeat(64) };
  const of = (...files: HubFile[]) => ({ source: { kind: 'hub', repo: 'owner/name', files } as const });
  expect(isPinned(of(file, file))).toBe(true);
  expect(isPinned(of(file, { path: 'other.onnx', bytes: 5 }))).toBe(false);
  expect(isPinned(of({ path: 'other.onnx', sha256: '0'.repeat(64) }))).toBe(false);
  expect(shipped.every(isPinned)).toBe(true);
});

/** Bytes that some GPUs bind at once, which is also the least that WebGPU promises. */
const leastBinding = 128 * 2 ** 20;

const tiled = fromHub.filter((model) => model.kind === 'image-to-image');

test.each(tiled)('$id: its widest value at its largest tile can be bound by every GPU', ({ needs }) => {
  // Working memory counts three of them.
  expect(needs.workingMemory / 3).toBeLessThanOrEqual(leastBinding);
});
