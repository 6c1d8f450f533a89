import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hubSource } from '../../../models/catalog/model';
import { findSource, withSource } from '../../../scripts/support/entry-source';
import { pinEntries } from '../../../scripts/support/pin';
import { startListingHub, type ListingHub } from '../../support/listing-hub';

/** The repositories that the listing is of: entries of others are left out. */
const listed: readonly (string | undefined)[] = ['openpixels-app/browser-models', 'AdamCodd/vit-base-nsfw-detector'];

let folder: string;
let hub: ListingHub;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'imaginex-entries-'));
  cpSync('models/catalog/entries', folder, { recursive: true });
  for (const name of readdirSync(folder)) unpin(name);
  hub = await startListingHub('tests/fixtures/hub-listing.json');
});

afterEach(async () => {
  await hub.close();
  rmSync(folder, { recursive: true });
});

/** However the entries are pinned by now, the test begins with no commit, and no hash of the larger files. */
function unpin(name: string): void {
  if (name.startsWith('starter-')) return;
  const text = read(name);
  const at = findSource(text);
  const { kind, repo, files } = hubSource.parse(at.value);
  if (!listed.includes(repo)) {
    rmSync(join(folder, name));
    return;
  }
  const bare = files.map(({ path, bytes, roughBytes, sha256 }) => (path.endsWith('_w16.onnx') ? { path, bytes } : { path, bytes, roughBytes, sha256 }));
  writeFileSync(join(folder, name), withSource(text, at, { kind, repo, files: bare }));
}

const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
const all = (): Map<string, string> => new Map(readdirSync(folder).map((name) => [name, read(name)]));
const sourceOf = (name: string) => hubSource.parse(findSource(read(name)).value);

const w16 = 'realesrgan-x4plus-w16.ts';

test('commit, sizes and hashes are written into the entries, and nothing else changes', async () => {
  const before = all();
  expect(await pinEntries(folder, hub.origin)).toEqual([]);
  expect(sourceOf(w16)).toEqual({
    kind: 'hub',
    repo: 'openpixels-app/browser-models',
    commit: hub.commit,
    files: [{ path: 'realesrgan_x4plus_w16.onnx', bytes: 33_724_311, sha256: 'c'.repeat(64) }],
  });
  expect(read(w16)).toContain('bytes: 33_724_311,');
  // What was said roughly is said exactly, of a repository of its own.
  expect(sourceOf('vit-base-nsfw-detector.ts')).toMatchObject({
    repo: 'AdamCodd/vit-base-nsfw-detector',
    files: [{ path: 'onnx/model_quantized.onnx', bytes: 88_612_345, sha256: 'd'.repeat(64) }],
  });
  expect(read('vit-base-nsfw-detector.ts')).not.toContain('roughBytes');
  const bare = (text: string): string => {
    const { start, end } = findSource(text);
    return text.slice(0, start) + text.slice(end);
  };
  let pinned = 0;
  for (const [name, text] of before) {
    if (name.startsWith('starter-')) expect(read(name)).toBe(text);
    else {
      expect(bare(read(name))).toBe(bare(text));
      expect(sourceOf(name).commit).toBe(hub.commit);
      pinned++;
    }
  }
  expect(pinned).toBe(before.size - 3);
});

test('a second time changes nothing', async () => {
  await pinEntries(folder, hub.origin);
  const before = all();
  expect(await pinEntries(folder, hub.origin)).toEqual([]);
  expect(all()).toEqual(before);
});

test.each([
  { what: 'hash', lfs: { oid: 'e'.repeat(64), size: 4_866_422 } },
  { what: 'size', lfs: { oid: '0e121299bf9b23a764d3f9e2120d0d0727d5ac5032e03a46cb78d28bcc7c6872', size: 5 } },
])('a file of another $what than its entry says is told of, and its entry stays', async ({ lfs }) => {
  hub.change('realesr_general_x4v3.onnx', { lfs });
  const before = read('realesr-general-x4v3.ts');
  const problems = await pinEntries(folder, hub.origin);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain('realesr_general_x4v3.onnx is another file by now');
  expect(read('realesr-general-x4v3.ts')).toBe(before);
  expect(sourceOf(w16).commit).toBe(hub.commit);
});

test('a file that is not there any more is told of', async () => {
  hub.change('realesrgan_x4plus_w16.onnx', { path: 'elsewhere.onnx' });
  expect(await pinEntries(folder, hub.origin)).toEqual([`${w16}: openpixels-app/browser-models has no realesrgan_x4plus_w16.onnx`]);
});

test('a small file, of which the hub lists the git blob alone, is fetched, checked and hashed', async () => {
  const bytes = Buffer.from('a graph of a few bytes');
  const oid = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
  writeFileSync(join(folder, w16), read(w16).replace(/bytes: 33_724_311/, `bytes: ${bytes.length}`));
  hub.change('realesrgan_x4plus_w16.onnx', { lfs: undefined, oid, size: bytes.length });
  hub.serve('realesrgan_x4plus_w16.onnx', bytes);
  expect(await pinEntries(folder, hub.origin)).toEqual([]);
  expect(sourceOf(w16).files[0]?.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));

  hub.serve('realesrgan_x4plus_w16.onnx', Buffer.from('a graph of few, others'));
  expect(await pinEntries(folder, hub.origin)).toEqual([
    `${w16}: openpixels-app/browser-models: realesrgan_x4plus_w16.onnx is not what the listing says`,
  ]);
});

test('npm run catalog:pin does it, and fails where something could not be pinned', async () => {
  const run = () =>
    promisify(execFile)('npx', ['--no-install', 'tsx', 'scripts/catalog-pin.ts', '--entries', folder, '--hub', hub.origin]);
  await run();
  expect(sourceOf(w16).commit).toBe(hub.commit);
  hub.change('realesrgan_x4plus_w16.onnx', { path: 'elsewhere.onnx' });
  const failed: unknown = await run().catch((error: unknown) => error);
  expect(Reflect.get(Object(failed), 'code')).toBe(1);
  expect(Reflect.get(Object(failed), 'stderr')).toContain('has no realesrgan_x4plus_w16.onnx');
}, 60_000);

test('a source is read as it is written, and refused where it is computed', () => {
  const text = `const model = { note: 'source: {', source: { kind: 'hub', repo: "a/b", files: [{ path: 'it\\'s.onnx', bytes: 1_000 }] } };`;
  const at = findSource(text);
  expect(at.value).toEqual({ kind: 'hub', repo: 'a/b', files: [{ path: "it's.onnx", bytes: 1000 }] });
  const rewritten = withSource(text, at, hubSource.parse(at.value));
  expect(findSource(rewritten).value).toEqual(at.value);
  expect(() => findSource('const model = { source: { kind: kinds.hub } };')).toThrow('Not written out');
  expect(() => findSource('const model = {};')).toThrow('0 sources');
});
