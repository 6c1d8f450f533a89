import { beforeEach, describe, expect, it } from 'vitest';
import type { ImageModel } from '../../../models/catalog/model';
import { FakeDisk } from '../../support/fake-disk';
import { FakeHub, listedItem, type Manner } from '../../support/fake-hub';
import { Engine, FakeLocks, type EngineOptions } from '../../support/store-engine';
import { askedAgain, hubModel, isPublished, journalOf, noise, wrongFiles } from '../../support/store-models';

const mega = 2 ** 20;
let disk: FakeDisk;
let hub: FakeHub;

beforeEach(() => {
  disk = new FakeDisk();
  hub = new FakeHub();
});

function engineFor(model: ImageModel, options: EngineOptions = {}): Engine {
  return new Engine(disk, hub, new FakeLocks(), { catalog: [model], ...options });
}

const sizes = { 'model.onnx': mega + 77, 'model.onnx_data': 2 * mega + 3 };

async function download(model: ImageModel, options: EngineOptions = {}) {
  const engine = engineFor(model, options);
  const answer = await engine.command({ type: 'download', model: model.id });
  const end = answer.ok ? await engine.untilState(model.id, 'ready', 'paused') : undefined;
  return { engine, answer, end };
}

/** The first `count` requests for files get `manner`. */
function atFirst(count: number, manner: (nth: number) => Manner | Response) {
  let asked = 0;
  hub.manner = ({ path }) => (path !== undefined && asked++ < count ? manner(asked) : undefined);
}

/** Bytes that were asked for and lie in ranges that had been asked for before. */
function askedTwice(path: string): number {
  const counts = new Uint8Array(hub.files.get(path)?.length ?? 0);
  for (const [start, end] of hub.ranges(path)) for (let at = start; at < end; at++) counts[at] = (counts[at] ?? 0) + 1;
  return counts.filter((count) => count > 1).length;
}

describe('a download of pinned files', () => {
  it('asks for every byte once, in ranges, without anything that tells who asks, and publishes', async () => {
    const model = hubModel(hub, 'pinned', sizes);
    const { end } = await download(model);
    expect(end).toMatchObject({ state: 'ready', origin: 'package', commit: hub.commit, done: end?.total });
    expect(wrongFiles(disk, hub, model)).toEqual([]);
    expect(disk.paths().sort()).toEqual(['models/pinned/files/0', 'models/pinned/files/1', 'models/pinned/record.json']);
    expect(hub.asked.every(({ path, range }) => path !== undefined && range !== undefined)).toBe(true);
    for (const path of hub.files.keys()) expect(askedTwice(path)).toBe(0);
    for (const { init } of hub.asked) {
      expect(init).toMatchObject({ credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-store' });
      expect(Object.keys(init.headers ?? {})).toEqual(['Range']);
    }
  });

  it('has four ranges under way at a time, of all files together', async () => {
    const model = hubModel(hub, 'parallel', { 'a.onnx': 300_000, 'b.data': 300_000, 'c.data': 300_000, 'd.data': 900_000 });
    let most = 0;
    let open = 0;
    hub.manner = ({ init }) => {
      most = Math.max(most, ++open);
      init.signal?.addEventListener('abort', () => open--);
      return { pace: 2 };
    };
    const { end } = await download(model);
    expect(end?.state).toBe('ready');
    expect(most).toBe(4);
  });

  it('fetches two models at a time and lets others wait', async () => {
    const models = ['one', 'two', 'three'].map((id, seed) => hubModel(hub, id, { 'model.onnx': mega }, { seed }));
    hub.manner = () => ({ pace: 3 });
    const engine = new Engine(disk, hub, new FakeLocks(), { catalog: models });
    await Promise.all(models.map(({ id }) => engine.command({ type: 'download', model: id })));
    const { models: shown } = await engine.until((library) => library.models.filter(({ state }) => state === 'downloading').length === 2);
    expect(shown.filter(({ state }) => state === 'waiting')).toHaveLength(1);
    await engine.until((library) => library.models.every(({ state }) => state === 'ready'));
  });

  it('goes on inside a range at the byte where the connection broke', async () => {
    const model = hubModel(hub, 'cut', sizes);
    atFirst(9, (nth) => ({ cutAfter: 10_000 * nth }));
    const { end } = await download(model);
    expect(end?.state).toBe('ready');
    expect(wrongFiles(disk, hub, model)).toEqual([]);
    const received = hub.asked.length - 9;
    expect(received).toBeGreaterThan(0);
    // Each range that broke was asked for again from its last byte on: the starts differ.
    const starts = hub.asked.map(({ path, range }) => `${path ?? ''} ${range?.[0] ?? 0}`);
    expect(new Set(starts).size).toBe(starts.length);
  });

  it('ends a connection that stalls and asks again', async () => {
    const model = hubModel(hub, 'stall', { 'model.onnx': 200_000 });
    atFirst(1, () => ({ stallAfter: 50_000 }));
    const { end } = await download(model, { speed: 200 });
    expect(end?.state).toBe('ready');
    expect(hub.ranges('stall/model.onnx').map(([start]) => start)).toEqual([0, 50_000]);
  });

  it('takes a whole file that came in answer to a range', async () => {
    const model = hubModel(hub, 'whole', sizes);
    hub.ignoresRanges = true;
    const { end } = await download(model);
    expect(end?.state).toBe('ready');
    expect(wrongFiles(disk, hub, model)).toEqual([]);
  });

  it('takes a whole file after a part had come by range, also when that breaks once', async () => {
    const model = hubModel(hub, 'mixed', { 'model.onnx': 2 * mega });
    let asked = 0;
    hub.manner = () => {
      hub.ignoresRanges = ++asked > 2;
      return asked === 3 ? { cutAfter: mega } : undefined;
    };
    const { end } = await download(model);
    expect(end?.state).toBe('ready');
    expect(wrongFiles(disk, hub, model)).toEqual([]);
  });

  it('waits as long as a busy host says, and shows until when', async () => {
    const model = hubModel(hub, 'busy', { 'model.onnx': 100_000 });
    atFirst(1, () => ({ status: 429, headers: { 'Retry-After': '4' } }));
    const engine = engineFor(model);
    await engine.command({ type: 'download', model: 'busy' });
    const before = Date.now();
    await engine.until(({ models }) => models[0]?.retryAt !== undefined);
    await engine.untilState('busy', 'ready');
    // Four seconds of an engine that is twenty times as fast.
    expect(Date.now() - before).toBeGreaterThan(180);
    expect(engine.model('busy')?.retryAt).toBeUndefined();
  });

  it('asks the hub again when a signed address has expired', async () => {
    const model = hubModel(hub, 'signed', { 'model.onnx': 100_000 });
    atFirst(2, () => ({ status: 403, from: 'https://cas-bridge.xethub.hf.co/old' }));
    expect((await download(model)).end?.state).toBe('ready');
    expect(hub.asked.every(({ address }) => address.origin === 'https://huggingface.co')).toBe(true);
  });
});

describe('a download that cannot go on', () => {
  const path = 'bad/model.onnx';
  const bad = () => hubModel(hub, 'bad', { 'model.onnx': mega });
  const cases: [string, () => void, { code: string; detail?: string }, number?][] = [
    ['the file is gone', () => atFirst(99, () => ({ status: 404 })), { code: 'download-not-found', detail: path }],
    ['the hub refuses it', () => atFirst(99, () => ({ status: 403 })), { code: 'download-forbidden', detail: path }],
    ['the host stays busy', () => atFirst(999, () => ({ status: 503 })), { code: 'download-busy' }, 500],
    ['nothing is reached', () => atFirst(999, () => throws(new TypeError('failed'))), { code: 'download-offline' }, 500],
    ['every connection breaks', () => atFirst(999, () => ({ cutAfter: 0 })), { code: 'download-interrupted' }, 500],
    [
      'the answer comes from elsewhere',
      () => atFirst(99, () => ({ from: 'https://hf.co.example.com/x' })),
      { code: 'download-redirected' },
    ],
    ['the range is past the end', () => atFirst(99, () => ({ status: 416 })), { code: 'download-changed', detail: path }],
    [
      'the file has another length',
      () => atFirst(99, () => ({ headers: { 'Content-Range': `bytes 0-262143/${mega + 1}` } })),
      { code: 'download-changed', detail: path },
    ],
    ['the whole file is longer', () => swap(noise(mega + 1, 1), true), { code: 'download-changed', detail: path }],
    ['the whole file is shorter', () => swap(noise(mega - 1, 1), true), { code: 'download-changed', detail: path }],
    ['a byte is wrong', () => swap(noise(mega, 9), false), { code: 'download-damaged', detail: path }],
  ];

  function swap(bytes: Uint8Array<ArrayBuffer>, whole: boolean): void {
    hub.files.set(path, bytes);
    hub.ignoresRanges = whole;
  }

  it.each(cases)('says why when %s, and publishes nothing', async (_, arrange, failure, speed = 20) => {
    const model = bad();
    arrange();
    const { end } = await download(model, { speed });
    expect(end).toMatchObject({ state: 'paused', failure });
    expect(isPublished(disk, 'bad')).toBe(false);
    const journal = journalOf(disk, 'bad');
    expect(journal).toMatchObject({ failure });
    if (failure.code === 'download-changed' || failure.code === 'download-damaged') {
      expect(end?.done).toBe(0);
      expect(journal).toMatchObject({ files: [{ received: [] }] });
    }
  });

  it('fetches only the file anew of which a byte was wrong', async () => {
    const model = hubModel(hub, 'partly', sizes);
    const right = hub.files.get('partly/model.onnx_data');
    hub.files.set('partly/model.onnx_data', noise(sizes['model.onnx_data'], 33));
    const { engine, end } = await download(model);
    expect(end).toMatchObject({ failure: { code: 'download-damaged', detail: 'partly/model.onnx_data' } });
    const known = journalOf(disk, 'partly');
    expect(known?.files.map(({ received }) => received)).toEqual([[[0, sizes['model.onnx']]], []]);
    hub.asked.length = 0;
    if (right) hub.files.set('partly/model.onnx_data', right);
    expect(await engine.command({ type: 'resume', model: 'partly' })).toMatchObject({ ok: true });
    expect(await engine.untilState('partly', 'ready')).not.toHaveProperty('failure');
    expect(wrongFiles(disk, hub, model)).toEqual([]);
    expect(askedAgain(hub, known)).toBe(0);
  });

  it('keeps the other files where the host answers oddly about one', async () => {
    const model = hubModel(hub, 'odd', sizes);
    hub.manner = ({ path }) => (path === 'odd/model.onnx_data' ? { status: 416 } : undefined);
    const { engine, end } = await download(model);
    expect(end).toMatchObject({ failure: { code: 'download-changed', detail: 'odd/model.onnx_data' } });
    const known = journalOf(disk, 'odd');
    expect(known?.files[0]?.received).not.toEqual([]);
    hub.asked.length = 0;
    hub.manner = () => undefined;
    await engine.command({ type: 'resume', model: 'odd' });
    await engine.untilState('odd', 'ready');
    expect(askedAgain(hub, known)).toBe(0);
    expect(wrongFiles(disk, hub, model)).toEqual([]);
  });

  it('tells a redirect that the policy blocked from a lost network', async () => {
    const model = bad();
    const engine = engineFor(model);
    hub.manner = ({ address }) => {
      setTimeout(() => engine.violate(address.href), 1);
      return throws(new TypeError('blocked'));
    };
    await engine.command({ type: 'download', model: 'bad' });
    expect(await engine.untilState('bad', 'paused')).toMatchObject({ failure: { code: 'download-redirected' } });
    expect(hub.asked.length).toBeLessThanOrEqual(4);
  });

  it('takes no redirect that the policy blocked for another model for its own', async () => {
    const model = bad();
    const engine = engineFor(model, { speed: 500 });
    atFirst(999, () => {
      engine.violate(`https://huggingface.co/${hub.repo}/resolve/${hub.commit}/other.onnx`);
      return throws(new TypeError('failed'));
    });
    await engine.command({ type: 'download', model: 'bad' });
    expect(await engine.untilState('bad', 'paused')).toMatchObject({ failure: { code: 'download-offline' } });
  });
});

function throws(error: Error): never {
  throw error;
}

describe('room', () => {
  it('is asked for before the first byte, and what is lacking is told in bytes', async () => {
    const model = hubModel(hub, 'large', { 'model.onnx': 6 * mega });
    disk.capacity = 6 * mega;
    const { answer, engine } = await download(model);
    expect(answer).toEqual({ ok: false, failure: { code: 'storage-full', detail: String(4 * mega) } });
    expect(hub.asked).toEqual([]);
    await engine.until(({ models }) => models.length === 0);
    expect(disk.list('models')).toEqual([]);
  });

  it.each([true, false])('is there for the first of two that begin at once (sizes known before: %s)', async (pinned) => {
    const models = ['one', 'two'].map((id, seed) => hubModel(hub, id, { 'model.onnx': 6 * mega }, { pinned, seed }));
    disk.capacity = 12 * mega;
    const engine = new Engine(disk, hub, new FakeLocks(), { catalog: models });
    const answers = await Promise.all(models.map(({ id }) => engine.command({ type: 'download', model: id })));
    expect(answers.map(({ ok }) => ok).sort()).toEqual([false, true]);
    expect(answers.find(({ ok }) => !ok)).toMatchObject({ failure: { code: 'storage-full', detail: String(4 * mega) } });
    await engine.until(({ models: [only, ...more] }) => only?.state === 'ready' && more.length === 0);
  });

  it('that ends on the way pauses with everything kept, and a resume goes on from there', async () => {
    const model = hubModel(hub, 'filling', { 'model.onnx': 3 * mega });
    const engine = engineFor(model);
    hub.manner = () => {
      // Something else fills the disk.
      if (disk.usage > mega) disk.capacity = Math.min(disk.capacity, 2 * mega);
      return undefined;
    };
    await engine.command({ type: 'download', model: 'filling' });
    const paused = await engine.untilState('filling', 'paused');
    expect(paused.failure?.code).toBe('storage-full');
    expect(Number(paused.failure?.detail)).toBeGreaterThan(0);
    expect(paused.done).toBeGreaterThan(mega / 2);
    hub.manner = () => undefined;
    expect(await engine.command({ type: 'resume', model: 'filling' })).toMatchObject({ ok: false, failure: { code: 'storage-full' } });
    disk.capacity = 100 * mega;
    hub.asked.length = 0;
    await engine.command({ type: 'resume', model: 'filling' });
    await engine.untilState('filling', 'ready');
    expect(wrongFiles(disk, hub, model)).toEqual([]);
    const fetched = hub.ranges('filling/model.onnx').reduce((sum, [start, end]) => sum + end - start, 0);
    expect(fetched).toBe(3 * mega - paused.done);
  });
});

describe('a download of files without pins', () => {
  it('takes sizes and hashes from the listing of one commit, page by page, git blob ids included', async () => {
    const model = hubModel(hub, 'unpinned', { ...sizes, 'config.json': 700 }, { pinned: false });
    hub.small.add('unpinned/config.json');
    hub.pageSize = 2;
    const { end } = await download(model);
    expect(end).toMatchObject({ state: 'ready', origin: 'hub', commit: hub.commit });
    expect(wrongFiles(disk, hub, model)).toEqual([]);
    expect(hub.asked.filter(({ path }) => path === undefined)).toHaveLength(3);
  });

  it('refuses a small file with a wrong byte by its git blob id', async () => {
    const model = hubModel(hub, 'small', { 'model.onnx': 5000, 'config.json': 700 }, { pinned: false });
    hub.small.add('small/config.json');
    hub.manner = ({ path }) => {
      if (path !== undefined) hub.files.set('small/config.json', noise(700, 50));
      return undefined;
    };
    expect((await download(model)).end?.failure).toEqual({ code: 'download-damaged', detail: 'small/config.json' });
  });

  it('never asks the listing again once the journal says everything', async () => {
    const model = hubModel(hub, 'once', { 'model.onnx': mega }, { pinned: false });
    atFirst(99, () => ({ status: 404 }));
    const { engine } = await download(model);
    hub.manner = () => undefined;
    hub.asked.length = 0;
    await engine.command({ type: 'resume', model: 'once' });
    await engine.untilState('once', 'ready');
    expect(hub.asked.every(({ path }) => path !== undefined)).toBe(true);
  });

  it('refuses a listing that says something else than the package', async () => {
    const model = hubModel(hub, 'other', { 'model.onnx': 5000 });
    if (model.source.kind === 'hub') delete model.source.commit;
    hub.files.set('other/model.onnx', noise(5000, 7));
    const { answer } = await download(model);
    expect(answer).toEqual({ ok: false, failure: { code: 'download-changed', detail: 'other/model.onnx' } });
    expect(disk.list('models')).toEqual([]);
  });

  const wanted = () => hubModel(hub, 'wanted', { 'model.onnx': mega }, { pinned: false });
  const unreached = { state: 'paused', done: 0, failure: { code: 'download-offline' } };

  it('that cannot ask the hub just now stays with the reason, also after a restart, and a resume asks again', async () => {
    const model = wanted();
    const locks = new FakeLocks();
    const start = () => new Engine(disk, hub, locks, { catalog: [model], speed: 500 });
    hub.manner = () => throws(new TypeError('failed'));
    const first = start();
    expect(await first.command({ type: 'download', model: 'wanted' })).toEqual({ ok: true, model: 'wanted' });
    expect(await first.untilState('wanted', 'paused')).toMatchObject({ ...unreached, model });
    first.kill();
    disk.crash();
    const second = start();
    expect(await second.untilState('wanted', 'paused')).toMatchObject({ ...unreached, model });
    expect(await second.command({ type: 'resume', model: 'wanted' })).toMatchObject({ ok: true });
    expect(await second.untilState('wanted', 'paused')).toMatchObject(unreached);
    hub.manner = () => undefined;
    expect(await second.command({ type: 'resume', model: 'wanted' })).toMatchObject({ ok: true });
    expect(await second.untilState('wanted', 'ready')).not.toHaveProperty('failure');
    expect(wrongFiles(disk, hub, model)).toEqual([]);
  });

  it('can be paused and gone on with, or removed, while the hub is asked', async () => {
    const engine = engineFor(wanted());
    hub.manner = () => ({ status: 429, headers: { 'Retry-After': '600' } });
    const end = async (type: 'pause' | 'remove') => {
      const answer = engine.command({ type: 'download', model: 'wanted' });
      await engine.until(({ models }) => models[0]?.retryAt !== undefined);
      expect(await engine.command({ type, model: 'wanted' })).toMatchObject({ ok: true });
      expect(await answer).toEqual({ ok: false, failure: { code: 'cancelled' } });
    };
    await end('pause');
    const paused = await engine.untilState('wanted', 'paused');
    expect(paused).not.toHaveProperty('failure');
    expect(paused).not.toHaveProperty('retryAt');
    await end('remove');
    await engine.until(({ models }) => models.length === 0);
    expect(disk.list('models')).toEqual([]);
  });

  it('of which nothing is there any more says so and stays to be removed, if it was asked for before', async () => {
    const engine = engineFor(wanted(), { speed: 500 });
    hub.manner = () => throws(new TypeError('failed'));
    await engine.command({ type: 'download', model: 'wanted' });
    hub.manner = () => ({ status: 404 });
    const failure = { code: 'download-not-found', detail: hub.repo };
    expect(await engine.command({ type: 'resume', model: 'wanted' })).toEqual({ ok: false, failure });
    await engine.until(({ models }) => models[0]?.failure?.code === failure.code && models[0].state === 'paused');
  });

  const answers: [string, unknown][] = [
    ['no JSON', 'oops'],
    ['no commit', { sha: 'main' }],
    ['another shape', []],
  ];
  it.each(answers)('refuses an answer of the hub with %s', async (_, body) => {
    const model = hubModel(hub, 'odd', { 'model.onnx': 5000 }, { pinned: false });
    hub.manner = () => (typeof body === 'string' ? new Response(body) : Response.json(body));
    const { answer } = await download(model);
    expect(answer).toEqual({ ok: false, failure: { code: 'hub-answer-unknown' } });
  });

  it('follows no link to another host', async () => {
    const model = hubModel(hub, 'link', { 'model.onnx': 5000 }, { pinned: false });
    const items = [listedItem('elsewhere.bin', noise(5, 1))];
    hub.manner = ({ address }) =>
      address.pathname.includes('/tree/')
        ? Response.json(items, { headers: { Link: '<https://example.com/next>; rel="next"' } })
        : undefined;
    const { answer } = await download(model);
    expect(answer).toEqual({ ok: false, failure: { code: 'download-not-found', detail: 'link/model.onnx' } });
    expect(hub.asked.map(({ address }) => address.host)).toEqual(['huggingface.co', 'huggingface.co']);
  });
});
