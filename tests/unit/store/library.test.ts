import { beforeEach, describe, expect, it } from 'vitest';
import type { DeviceTest } from '../../../messages/library';
import { graphOf } from '../../../models/catalog/model';
import { openForTrial, openStoredModel } from '../../../models/store/read';
import { FakeDisk } from '../../support/fake-disk';
import { FakeHub } from '../../support/fake-hub';
import { Engine, FakeLocks, type EngineOptions } from '../../support/store-engine';
import { askedAgain, hubModel, isPublished, journalOf, jsonBytes, noise, recordOf, wrongFiles } from '../../support/store-models';

const mega = 2 ** 20;
let disk: FakeDisk;
let hub: FakeHub;
let locks: FakeLocks;

beforeEach(() => {
  disk = new FakeDisk();
  hub = new FakeHub();
  locks = new FakeLocks();
});

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function engineWith(...ids: string[]) {
  const models = ids.map((id, seed) => hubModel(hub, id, { 'model.onnx': mega, 'model.onnx_data': 5000 }, { seed: seed * 10 }));
  const start = (options: EngineOptions = {}) => new Engine(disk, hub, locks, { catalog: models, ...options });
  return { models, start, engine: start() };
}

/** The worker dies; a new one finds what it left. */
function restart(engine: Engine, start: () => Engine): Engine {
  engine.kill();
  disk.crash();
  return start();
}

async function ready(engine: Engine, ...ids: string[]) {
  for (const id of ids) {
    expect(await engine.command({ type: 'download', model: id })).toEqual({ ok: true, model: id });
    await engine.untilState(id, 'ready');
  }
}

describe('commands', () => {
  it('of an unknown model say that it is missing', async () => {
    const { engine } = engineWith('known');
    for (const type of ['download', 'pause', 'resume', 'remove', 'verify'] as const) {
      expect(await engine.command({ type, model: 'unknown' })).toEqual({ ok: false, failure: { code: 'model-missing' } });
    }
  });

  it('pause keeps what has come, and resume fetches the rest only', async () => {
    const { engine, models } = engineWith('paused');
    hub.manner = () => ({ pace: 3 });
    await engine.command({ type: 'download', model: 'paused' });
    await engine.until(() => (engine.model('paused')?.done ?? 0) > mega / 4);
    expect(await engine.command({ type: 'pause', model: 'paused' })).toEqual({ ok: true, model: 'paused' });
    const paused = await engine.untilState('paused', 'paused');
    expect(paused).not.toHaveProperty('failure');
    expect(paused.done).toBeGreaterThan(mega / 4);
    const known = journalOf(disk, 'paused');
    hub.asked.length = 0;
    await wait(50);
    expect(hub.asked).toEqual([]);
    await engine.command({ type: 'resume', model: 'paused' });
    await engine.untilState('paused', 'ready');
    expect(askedAgain(hub, known)).toBe(0);
    expect(models.flatMap((model) => wrongFiles(disk, hub, model))).toEqual([]);
  });

  it('shows speed and progress while it downloads, at most four times a second', async () => {
    const { engine } = engineWith('shown');
    hub.manner = () => ({ pace: 10 });
    const before = Date.now();
    await engine.command({ type: 'download', model: 'shown' });
    await engine.until(() => (engine.model('shown')?.bytesPerSecond ?? 0) > 0);
    await engine.untilState('shown', 'ready');
    const seconds = ((Date.now() - before) * 20) / 1000;
    const told = engine.heard.filter(({ type }) => type === 'library').length;
    expect(told).toBeGreaterThan(3);
    expect(told).toBeLessThanOrEqual(seconds * 4 + 3);
  });

  it('says when it is busy and when not', async () => {
    const { engine } = engineWith('busy');
    await ready(engine, 'busy');
    await wait(20);
    const told = engine.heard.flatMap((message) => (message.type === 'busy' ? [message.busy] : []));
    expect(told.at(0)).toBe(true);
    expect(told.at(-1)).toBe(false);
    expect(told.every((busy, index) => busy !== told[index - 1])).toBe(true);
  });

  it('remove ends a download and leaves nothing', async () => {
    const { engine } = engineWith('gone');
    hub.manner = () => ({ pace: 5 });
    await engine.command({ type: 'download', model: 'gone' });
    await engine.untilState('gone', 'downloading');
    expect(await engine.command({ type: 'remove', model: 'gone' })).toEqual({ ok: true, model: 'gone' });
    await engine.until(({ models }) => models.length === 0);
    const asked = hub.asked.length;
    await wait(50);
    expect(hub.asked.length).toBe(asked);
    expect(disk.list('models')).toEqual([]);
  });

  it('remove ends a download whose plan is still asked for', async () => {
    const model = hubModel(hub, 'planning', { 'model.onnx': 5000 }, { pinned: false });
    const engine = new Engine(disk, hub, new FakeLocks(), { catalog: [model] });
    hub.manner = () => ({ status: 429, headers: { 'Retry-After': '600' } });
    const answer = engine.command({ type: 'download', model: 'planning' });
    await engine.untilState('planning', 'waiting');
    await engine.command({ type: 'remove', model: 'planning' });
    expect(await answer).toEqual({ ok: false, failure: { code: 'cancelled' } });
    expect(disk.list('models')).toEqual([]);
  });

  it('remove-all leaves nothing', async () => {
    const { engine } = engineWith('one', 'two', 'three');
    await ready(engine, 'one');
    hub.manner = () => ({ pace: 5 });
    await engine.command({ type: 'download', model: 'two' });
    await engine.command({ type: 'download', model: 'three' });
    expect(await engine.command({ type: 'remove-all' })).toEqual({ ok: true });
    await engine.until(({ models, storage }) => models.length === 0 && storage.models === 0);
    expect(disk.list('models')).toEqual([]);
  });

  it('a second download of the same model begins nothing', async () => {
    const { engine } = engineWith('twice');
    await Promise.all([engine.command({ type: 'download', model: 'twice' }), engine.command({ type: 'download', model: 'twice' })]);
    await engine.untilState('twice', 'ready');
    const asked = hub.asked.length;
    expect(await engine.command({ type: 'download', model: 'twice' })).toEqual({ ok: true, model: 'twice' });
    await wait(30);
    expect(hub.asked.length).toBe(asked);
  });

  it('verify finds a changed byte, and that it is right again', async () => {
    const { engine } = engineWith('rotten');
    await ready(engine, 'rotten');
    expect(await engine.command({ type: 'verify', model: 'rotten' })).toEqual({ ok: true, model: 'rotten' });
    const right = disk.read('models/rotten/files/0') ?? new Uint8Array();
    disk.put('models/rotten/files/0', right.with(77, (right[77] ?? 0) ^ 1));
    await engine.command({ type: 'verify', model: 'rotten' });
    expect(await engine.untilState('rotten', 'damaged')).toMatchObject({ failure: { code: 'model-damaged' } });
    expect(new TextDecoder().decode(disk.read('models/rotten/record.json'))).toContain('"damaged":true');
    disk.put('models/rotten/files/0', right);
    await engine.command({ type: 'verify', model: 'rotten' });
    expect(await engine.untilState('rotten', 'ready')).not.toHaveProperty('failure');
  });
});

describe('a damaged model', () => {
  const flip = (path: string) => {
    const right = disk.read(path) ?? new Uint8Array();
    disk.put(path, right.with(77, (right[77] ?? 0) ^ 1));
  };

  it.each(['download', 'resume'] as const)('is mended by %s: what is wrong of it is fetched again, and nothing else', async (type) => {
    const { engine, models } = engineWith('rotten');
    await ready(engine, 'rotten');
    const before = recordOf(disk, 'rotten');
    flip('models/rotten/files/1');
    await engine.command({ type: 'verify', model: 'rotten' });
    await engine.untilState('rotten', 'damaged');
    hub.asked.length = 0;
    expect(await engine.command({ type, model: 'rotten' })).toEqual({ ok: true, model: 'rotten' });
    expect(await engine.untilState('rotten', 'ready')).not.toHaveProperty('failure');
    expect(models.flatMap((model) => wrongFiles(disk, hub, model))).toEqual([]);
    expect(hub.asked.map(({ path, range }) => [path, range])).toEqual([['rotten/model.onnx_data', [0, 5000]]]);
    expect(recordOf(disk, 'rotten')).toEqual(before);
    expect(disk.paths().some((path) => path.endsWith('journal.json'))).toBe(false);
  });

  it('is none while it is mended, and goes on to be after a crash', async () => {
    const { engine: first, start, models } = engineWith('rotten');
    await ready(first, 'rotten');
    disk.put('models/rotten/files/0', noise(mega + 9, 5));
    const second = restart(first, start);
    await second.untilState('rotten', 'damaged');
    hub.manner = () => ({ pace: 5 });
    await second.command({ type: 'resume', model: 'rotten' });
    await second.untilState('rotten', 'downloading');
    for (const open of [openStoredModel, openForTrial]) {
      await expect(open('rotten', disk.root())).rejects.toMatchObject({ code: 'model-missing' });
    }
    const third = restart(second, start);
    await third.untilState('rotten', 'paused');
    hub.manner = () => undefined;
    await third.command({ type: 'resume', model: 'rotten' });
    await third.untilState('rotten', 'ready');
    expect(models.flatMap((model) => wrongFiles(disk, hub, model))).toEqual([]);
  });

  it('that was right after all is there again, and nothing is fetched', async () => {
    const { engine } = engineWith('healed');
    await ready(engine, 'healed');
    const right = disk.read('models/healed/files/0') ?? new Uint8Array();
    flip('models/healed/files/0');
    await engine.command({ type: 'verify', model: 'healed' });
    disk.put('models/healed/files/0', right);
    hub.asked.length = 0;
    expect(await engine.command({ type: 'resume', model: 'healed' })).toMatchObject({ ok: true });
    expect(await engine.untilState('healed', 'ready')).not.toHaveProperty('failure');
    expect(hub.asked).toEqual([]);
    expect(recordOf(disk, 'healed').damaged).toBe(false);
  });

  it('stays damaged where there is no room for what is to come', async () => {
    const { engine } = engineWith('full');
    await ready(engine, 'full');
    flip('models/full/files/0');
    await engine.command({ type: 'verify', model: 'full' });
    disk.capacity = disk.usage - mega;
    expect(await engine.command({ type: 'resume', model: 'full' })).toMatchObject({ failure: { code: 'storage-full' } });
    expect(await engine.untilState('full', 'damaged')).toMatchObject({ failure: { code: 'model-damaged' } });
    disk.capacity = Number.MAX_SAFE_INTEGER;
    await engine.command({ type: 'resume', model: 'full' });
    await engine.untilState('full', 'ready');
  });
});

describe('the limit', () => {
  it('frees what was unused for longest, and never what has just been added', async () => {
    const { engine } = engineWith('first', 'second', 'third');
    await ready(engine, 'first', 'second');
    engine.tell({ type: 'used', use: { model: 'first', backend: 'wasm' } });
    await engine.until(() => engine.model('first')?.usedAt !== undefined);
    expect(await engine.command({ type: 'limit', bytes: 2.5 * mega })).toEqual({ ok: true });
    expect(engine.library?.models).toHaveLength(2);
    await ready(engine, 'third');
    await engine.until(({ models }) => models.length === 2);
    expect(engine.library?.models.map(({ id }) => id)).toEqual(['first', 'third']);
    expect(isPublished(disk, 'second')).toBe(false);
  });

  it('of nothing is no limit, and a lower one frees at once', async () => {
    const { engine } = engineWith('first', 'second');
    await engine.command({ type: 'limit', bytes: 0 });
    await ready(engine, 'first', 'second');
    expect(engine.library?.models).toHaveLength(2);
    await engine.command({ type: 'limit', bytes: 1 });
    await engine.until(({ models }) => models.length === 0);
  });

  it('is kept, told and obeyed by every worker that follows', async () => {
    const { engine: first, start } = engineWith('first', 'second');
    await first.command({ type: 'limit', bytes: 1.5 * mega });
    await first.until(({ limit }) => limit === 1.5 * mega);
    const engine = restart(first, start);
    expect((await engine.until(() => true)).limit).toBe(1.5 * mega);
    await ready(engine, 'first', 'second');
    await engine.until(({ models }) => models.length === 1);
    expect(engine.model('second')?.state).toBe('ready');
  });

  it('takes nothing that is in use, but what was used after it', async () => {
    const { engine: other, start } = engineWith('first', 'second');
    other.kill();
    const engine = start({ unused: (model) => model !== 'first' });
    await ready(engine, 'first', 'second');
    await engine.command({ type: 'limit', bytes: 1.5 * mega });
    await engine.until(({ models }) => models.length === 1);
    expect(engine.library?.models.map(({ id }) => id)).toEqual(['first']);
    await engine.command({ type: 'limit', bytes: 1 });
    expect(engine.model('first')?.state).toBe('ready');
  });
});

describe('two limits at once', () => {
  it('are both answered, though the host is asked about each model once', async () => {
    const { engine: other, start } = engineWith('first', 'second');
    other.kill();
    const asked: string[] = [];
    const engine = start({
      unused: async (model) => {
        asked.push(model);
        await wait(20);
        return true;
      },
    });
    await ready(engine, 'first', 'second');
    const limits = [engine.command({ type: 'limit', bytes: 1.5 * mega }), engine.command({ type: 'limit', bytes: mega })];
    expect(await Promise.all(limits)).toEqual([{ ok: true }, { ok: true }]);
    await engine.until(({ models }) => models.length === 0);
    expect(asked.sort()).toEqual(['first', 'second']);
  });
});

describe('what cannot be understood', () => {
  const place = 'models/stored/record.json';

  it('is no leftover: its bytes stay until the person removes them', async () => {
    const { engine: first, start } = engineWith('stored', 'other');
    await ready(first, 'stored', 'other');
    disk.put(place, jsonBytes({ ...recordOf(disk, 'stored'), version: 2 }));
    const engine = restart(first, start);
    await engine.until(() => true);
    expect(engine.model('stored')).toMatchObject({ state: 'damaged', total: mega + 5000, failure: { code: 'model-damaged' } });
    expect(engine.model('other')?.state).toBe('ready');
    expect(engine.library?.storage.models).toBe(2 * (mega + 5000));
    for (const type of ['download', 'verify'] as const) {
      expect(await engine.command({ type, model: 'stored' })).toMatchObject({ ok: false, failure: { code: 'model-damaged' } });
    }
    expect(disk.read('models/stored/files/0')).toHaveLength(mega);
    await engine.command({ type: 'remove', model: 'stored' });
    expect(disk.list('models')).toEqual(['other']);
  });

  it('takes nothing else with it where it cannot even be read', async () => {
    const { engine: first, start } = engineWith('stored', 'other');
    await ready(first, 'stored', 'other');
    disk.unreadable = place;
    const engine = restart(first, start);
    await engine.until(() => true);
    expect(engine.model('stored')).toMatchObject({ state: 'damaged', total: mega + 5000 });
    expect(engine.model('other')?.state).toBe('ready');
  });

  it('is neither the limit nor the device nor a journal that came late: the store opens without', async () => {
    const { engine: first, start } = engineWith('stored');
    await ready(first, 'stored');
    await first.command({ type: 'limit', bytes: 9 * mega });
    disk.put('models/stored/journal.json', jsonBytes({}));
    disk.unremovable = 'journal.json';
    disk.unreadable = 'limit.json';
    const second = restart(first, start);
    expect((await second.until(() => true)).limit).toBe(0);
    expect(second.model('stored')?.state).toBe('ready');
    disk.put('device.json', jsonBytes({}));
    disk.unreadable = 'device.json';
    const third = restart(second, start);
    expect((await third.until(() => true)).limit).toBe(9 * mega);
    expect(third.model('stored')?.state).toBe('ready');
  });

  it('is still known by its record where one of its files cannot be read', async () => {
    const { engine: first, start } = engineWith('stored', 'other');
    await ready(first, 'stored', 'other');
    disk.unreadable = 'models/stored/files/1';
    const engine = restart(first, start);
    await engine.until(() => true);
    expect(engine.model('stored')).toMatchObject({ state: 'damaged', name: 'Model stored', origin: 'package' });
    expect(await engine.command({ type: 'verify', model: 'stored' })).toMatchObject({ ok: true });
    expect(await engine.untilState('stored', 'damaged')).toMatchObject({ failure: { code: 'model-damaged' } });
    expect(recordOf(disk, 'stored').damaged).toBe(true);
    disk.unreadable = undefined;
    await engine.command({ type: 'verify', model: 'stored' });
    await engine.untilState('stored', 'ready');
  });

  it.each(['leftover', 'Not An Id'])('takes nothing else with it where %s cannot be removed', async (name) => {
    const { engine: first, start } = engineWith('other');
    await ready(first, 'other');
    disk.put(`models/${name}/files/0`, noise(7, 1));
    disk.unremovable = name;
    const engine = restart(first, start);
    await engine.until(() => true);
    expect(engine.model('other')?.state).toBe('ready');
    expect(engine.model(name)).toEqual(name === 'leftover' ? expect.objectContaining({ state: 'damaged', total: 7 }) : undefined);
  });
});

describe('what is kept beside the bytes', () => {
  it('when a model was used, and how fast', async () => {
    const { engine } = engineWith('used');
    await ready(engine, 'used');
    engine.tell({ type: 'used', use: { model: 'used', backend: 'wasm', megapixelsPerSecond: 2 } });
    engine.tell({ type: 'used', use: { model: 'used', backend: 'webgpu', megapixelsPerSecond: 9 } });
    engine.tell({ type: 'used', use: { model: 'used', backend: 'wasm', megapixelsPerSecond: 3 } });
    engine.tell({ type: 'used', use: { model: 'used', backend: 'wasm' } });
    engine.tell({ type: 'used', use: { model: 'starter', backend: 'wasm' } });
    await engine.until(() => engine.model('used')?.speeds.some((speed) => speed.megapixelsPerSecond === 3) ?? false);
    expect(engine.model('used')?.speeds).toEqual([
      { backend: 'webgpu', megapixelsPerSecond: 9 },
      { backend: 'wasm', megapixelsPerSecond: 3 },
    ]);
  });

  it('what the device computes', async () => {
    const test: DeviceTest = { browser: 'x', adapter: '', backend: 'wasm', testedAt: 5, checks: [], f16: false, largestBuffer: 0 };
    const engine = new Engine(disk, hub, locks);
    engine.tell({ type: 'keep-device', test });
    await engine.until(({ device }) => device !== undefined);
    engine.kill();
    disk.crash();
    const { device } = await new Engine(disk, hub, locks).until(() => true);
    expect(device).toEqual(test);
  });
});

describe('a stored model', () => {
  it('is none while its bytes have not been found right, even if all are there', async () => {
    const { engine } = engineWith('unverified');
    await ready(engine, 'unverified');
    const { version, id, name, origin, repo, commit, addedAt, model, files } = recordOf(disk, 'unverified');
    const received = files.map((file) => ({ ...file, received: [[0, file.bytes]] }));
    const whole = { version, id, name, origin, repo, commit, addedAt, model, files: received, graph: graphOf(model), licence: '' };
    const put = (content: object) => disk.put('models/unverified/journal.json', jsonBytes(content));
    await (await (await disk.root().getDirectoryHandle('models')).getDirectoryHandle('unverified')).removeEntry('record.json');
    put(whole);
    for (const open of [openStoredModel, openForTrial]) {
      await expect(open('unverified', disk.root())).rejects.toMatchObject({ code: 'model-missing' });
    }
    put({ ...whole, verified: true });
    await expect(openStoredModel('unverified', disk.root())).rejects.toMatchObject({ code: 'model-missing' });
    expect(await openForTrial('unverified', disk.root())).toMatchObject({ bytes: mega + 5000, model: undefined });
  });

  it('is opened by its record, file by file', async () => {
    const { engine, models } = engineWith('stored');
    await ready(engine, 'stored');
    const { graph, files, model, bytes } = await openStoredModel('stored', disk.root());
    expect({ graph, model, bytes }).toEqual({ graph: 'stored/model.onnx', model: models[0], bytes: mega + 5000 });
    for (const [path, blob] of files) {
      expect(Buffer.from(await blob.arrayBuffer()).equals(hub.files.get(path) ?? new Uint8Array())).toBe(true);
    }
    expect([...files.keys()]).toEqual(['stored/model.onnx', 'stored/model.onnx_data']);
  });

  it('is missing while it is fetched, and damaged when a file has another size', async () => {
    const { engine } = engineWith('partial');
    hub.manner = () => ({ pace: 5 });
    await engine.command({ type: 'download', model: 'partial' });
    await expect(openStoredModel('partial', disk.root())).rejects.toMatchObject({ code: 'model-missing' });
    await expect(openStoredModel('other', disk.root())).rejects.toMatchObject({ code: 'model-missing' });
    for (const open of [openStoredModel, openForTrial]) {
      await expect(open('partial', disk.root())).rejects.toMatchObject({ code: 'model-missing' });
    }
    await engine.untilState('partial', 'ready');
    disk.put('models/partial/files/1', noise(4999, 1));
    await expect(openStoredModel('partial', disk.root())).rejects.toMatchObject({ code: 'model-damaged' });
  });
});
