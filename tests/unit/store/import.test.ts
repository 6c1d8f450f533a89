import { beforeEach, describe, expect, it } from 'vitest';
import { CodedError } from '../../../messages/errors';
import type { ChosenFile } from '../../../messages/library';
import { openStoredModel } from '../../../models/store/read';
import type { Importing } from '../../../models/store/worker/importing';
import { FakeDisk } from '../../support/fake-disk';
import { FakeHub, sha256Hex } from '../../support/fake-hub';
import { Engine, FakeLocks, type EngineOptions } from '../../support/store-engine';
import { hubModel, isPublished, noise } from '../../support/store-models';

let disk: FakeDisk;
let hub: FakeHub;

beforeEach(() => {
  disk = new FakeDisk();
  hub = new FakeHub();
});

const facts = { scale: 2, multiple: 4, receptiveRadius: 9, white: 1, change: 0.5 } as const;
const graph = noise(70_000, 1);
const data = noise(90_000, 2);

/** Takes everything in; what it is told to refuse, it refuses. */
function importing(options: { external?: string[]; refuses?: 'examine' | 'match' | 'model' } = {}): Importing {
  const { external = [], refuses } = options;
  const refuse = (where: string) => {
    if (where === refuses) throw new CodedError('import-no-tool', where, { detail: where });
  };
  return {
    openChosen: (files) =>
      Promise.resolve({
        name: 'Chosen',
        files: files.map(({ path, blob }) => ({ path, bytes: blob.size, blob, stream: () => blob.stream() })),
        graphs: files.map(({ path }) => path).filter((path) => path.endsWith('.onnx')),
      }),
    checkpoint: () => undefined,
    examineCheckpoint: () => Promise.reject(new Error('no checkpoint is imported here')),
    examine: (blob) => {
      expect(blob.size).toBe(graph.length);
      refuse('examine');
      return Promise.resolve({
        externalFiles: external,
        classifier: () => {
          throw new Error('no classifier is imported here');
        },
        match: () => {
          refuse('match');
          return {
            model: (probed, about) => {
              refuse('model');
              if (!('scale' in probed)) throw new Error('tried as a checkpoint');
              const { scale, multiple, receptiveRadius, white } = probed;
              return { ...hubModel(new FakeHub(), about.id, { 'model.onnx': 5 }), scale, multiple, receptiveRadius, white, ...about };
            },
          };
        },
      });
    },
  };
}

const chosen = (files: Record<string, Uint8Array<ArrayBuffer>>): ChosenFile[] =>
  Object.entries(files).map(([path, bytes]) => ({ path, blob: new Blob([bytes]) }));

function engineWith(options: EngineOptions): Engine {
  return new Engine(disk, hub, new FakeLocks(), { checked: () => ({ ok: true, facts }), ...options });
}

describe('an import', () => {
  const files = chosen({ 'net/model.onnx': graph, 'net/weights.bin': data, 'readme.txt': noise(10, 3) });

  it('copies the graph and the data that it names, has it tried, and publishes it as the person’s own', async () => {
    const tried: string[] = [];
    const engine = engineWith({
      importing: importing({ external: ['./weights.bin'] }),
      checked: async (id) => {
        tried.push(id);
        await engine.untilState(id, 'checking');
        expect(disk.read(`models/${id}/journal.json`)).toBeDefined();
        expect(isPublished(disk, id)).toBe(false);
        return { ok: true, facts };
      },
    });
    const answer = await engine.command({ type: 'import', files });
    if (!answer.ok) throw new Error(answer.failure.code);
    const [id = ''] = tried;
    expect(answer.model).toBe(id);
    const model = await engine.untilState(id, 'ready');
    expect(model).toMatchObject({ origin: 'own', name: 'Chosen', total: graph.length + data.length });
    expect(model.model).toMatchObject({
      multiple: 4,
      source: {
        kind: 'own',
        files: [
          { path: 'net/model.onnx', bytes: graph.length, sha256: sha256Hex(graph) },
          { path: 'net/weights.bin', bytes: data.length, sha256: sha256Hex(data) },
        ],
      },
    });
    expect((await openStoredModel(id, disk.root())).bytes).toBe(graph.length + data.length);
    expect(await engine.command({ type: 'verify', model: id })).toMatchObject({ ok: true });
    expect(hub.asked).toEqual([]);
  });

  const noTool = (detail: string) => ({ code: 'import-no-tool', detail });
  const refusals: [string, EngineOptions, ChosenFile[], { code: string; detail?: string }][] = [
    ['cannot be read', { importing: importing({ refuses: 'examine' }) }, files, noTool('examine')],
    ['fits no tool', { importing: importing({ refuses: 'match' }) }, files, noTool('match')],
    ['computes something else', { importing: importing({ refuses: 'model' }) }, files, noTool('model')],
    [
      'lacks its data',
      { importing: importing({ external: ['a.bin', 'weights.bin'] }) },
      files,
      { code: 'import-data-missing', detail: 'net/a.bin' },
    ],
    [
      'does not run',
      { importing: importing(), checked: () => ({ ok: false, failure: { code: 'import-run-failed' } }) },
      files,
      { code: 'import-run-failed' },
    ],
    [
      'is one of several',
      { importing: importing() },
      chosen({ 'a.onnx': graph, 'b.onnx': graph }),
      { code: 'import-several-models', detail: 'a.onnx, b.onnx' },
    ],
    ['is not there', { importing: importing() }, chosen({ 'a.txt': graph }), { code: 'import-no-model' }],
    ['is empty', { importing: importing() }, chosen({ 'a.onnx': new Uint8Array() }), { code: 'import-empty', detail: 'a.onnx' }],
    [
      'has empty data',
      { importing: importing({ external: ['w.bin'] }) },
      chosen({ 'a.onnx': graph, 'w.bin': new Uint8Array() }),
      { code: 'import-empty', detail: 'w.bin' },
    ],
  ];
  it.each(refusals)('of a model that %s is refused and leaves nothing', async (_, options, taken, failure) => {
    const engine = engineWith(options);
    expect(await engine.command({ type: 'import', files: taken })).toEqual({ ok: false, failure });
    await engine.until(({ models, storage }) => models.length === 0 && storage.models === 0);
    expect(disk.list('models')).toEqual([]);
  });

  it('that there is no room for is refused before the first byte', async () => {
    disk.capacity = 2 ** 20;
    const engine = engineWith({ importing: importing() });
    const answer = await engine.command({ type: 'import', files });
    expect(answer).toMatchObject({ ok: false, failure: { code: 'storage-full' } });
    expect(disk.list('models')).toEqual([]);
  });

  it('ends when it is removed while it is tried', async () => {
    const engine = new Engine(disk, hub, new FakeLocks(), { importing: importing() });
    const answer = engine.command({ type: 'import', files });
    await engine.until(({ models }) => models[0]?.state === 'checking');
    const id = engine.library?.models[0]?.id ?? '';
    expect(await engine.command({ type: 'pause', model: id })).toMatchObject({ failure: { code: 'store-busy' } });
    await engine.command({ type: 'remove', model: id });
    expect(await answer).toEqual({ ok: false, failure: { code: 'cancelled' } });
    expect(disk.list('models')).toEqual([]);
  });

  it('that is damaged afterwards cannot be fetched: nobody knows from where', async () => {
    const engine = engineWith({ importing: importing() });
    const answer = await engine.command({ type: 'import', files });
    const model = answer.ok ? (answer.model ?? '') : '';
    const place = `models/${model}/files/0`;
    disk.put(place, noise(graph.length, 40));
    await engine.command({ type: 'verify', model });
    await engine.untilState(model, 'damaged');
    expect(await engine.command({ type: 'resume', model })).toEqual({ ok: false, failure: { code: 'model-damaged' } });
    expect(disk.read(place)).toHaveLength(graph.length);
  });

  it('that is refused and cannot be removed is not shown as if it still came, and goes at the next start', async () => {
    const locks = new FakeLocks();
    const engine = new Engine(disk, hub, locks, {
      importing: importing(),
      checked: (id) => {
        disk.unremovable = id;
        return { ok: false, failure: { code: 'import-run-failed' } };
      },
    });
    expect(await engine.command({ type: 'import', files })).toEqual({ ok: false, failure: { code: 'import-run-failed' } });
    await engine.until(({ models }) => models.length === 0);
    expect(disk.list('models')).toHaveLength(1);
    disk.unremovable = undefined;
    engine.kill();
    disk.crash();
    await new Engine(disk, hub, locks).until(() => true);
    expect(disk.list('models')).toEqual([]);
  });

  it('that a crash broke off is removed at the next start', async () => {
    const locks = new FakeLocks();
    const engine = new Engine(disk, hub, locks, { importing: importing() });
    void engine.command({ type: 'import', files });
    await engine.until(({ models }) => models[0]?.state === 'checking');
    engine.kill();
    disk.crash();
    await new Engine(disk, hub, locks).until(() => true);
    expect(disk.list('models')).toEqual([]);
  });
});

describe('a file that cannot be read any more', () => {
  class Gone extends Blob {
    override stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
      return new ReadableStream({ pull: (controller) => controller.error(new DOMException('gone', 'NotReadableError')) });
    }
  }

  it('is what is told, not a broken store', async () => {
    const engine = engineWith({ importing: importing() });
    const answer = await engine.command({ type: 'import', files: [{ path: 'model.onnx', blob: new Gone([graph]) }] });
    expect(answer).toEqual({ ok: false, failure: { code: 'import-unreadable', detail: 'model.onnx' } });
    expect(disk.list('models')).toEqual([]);
  });
});

describe('a repository of the hub', () => {
  beforeEach(() => {
    hub.files.set('onnx/model.onnx', graph);
    hub.files.set('onnx/model.onnx_data', data);
    hub.files.set('onnx/small.onnx', noise(9, 9));
    hub.files.set('config.json', noise(100, 4));
  });

  it('is looked up', async () => {
    const engine = engineWith({});
    expect(await engine.command({ type: 'look-up', repo: hub.repo })).toEqual({
      ok: true,
      repository: {
        repo: hub.repo,
        commit: hub.commit,
        licence: 'apache-2.0',
        graphs: [
          { path: 'onnx/model.onnx', bytes: graph.length + data.length },
          { path: 'onnx/small.onnx', bytes: 9 },
        ],
      },
    });
  });

  it('that is gated, gone or without a graph is refused', async () => {
    const engine = engineWith({});
    hub.gated = 'manual';
    const failure = async () => {
      const answer = await engine.command({ type: 'look-up', repo: hub.repo });
      return answer.ok ? undefined : answer.failure;
    };
    expect(await failure()).toEqual({ code: 'download-forbidden', detail: hub.repo });
    hub.gated = false;
    hub.files.clear();
    expect(await failure()).toEqual({ code: 'hub-no-model' });
    hub.manner = () => ({ status: 401, headers: { 'X-Error-Code': 'RepoNotFound' } });
    expect(await failure()).toEqual({ code: 'download-not-found', detail: hub.repo });
  });

  const lookUp = (engine: Engine, repo = hub.repo) => engine.command({ type: 'look-up', repo });
  const busy = { ok: false, failure: { code: 'download-busy' } };

  it('is asked for twice at the most, and not again where the hub wants a longer pause', async () => {
    hub.manner = () => ({ status: 503 });
    expect(await lookUp(engineWith({ speed: 500 }))).toEqual(busy);
    expect(hub.asked).toHaveLength(2);
    hub.asked.length = 0;
    hub.manner = () => ({ status: 429, headers: { 'Retry-After': '21' } });
    const engine = engineWith({});
    expect(await lookUp(engine)).toEqual(busy);
    // The hub's pause goes on for whoever asks next.
    expect(await lookUp(engine)).toEqual(busy);
    expect(hub.asked).toHaveLength(1);
  });

  it('is looked up no more when another one is', async () => {
    const engine = engineWith({});
    hub.manner = () => ({ status: 429, headers: { 'Retry-After': '2' } });
    const first = lookUp(engine, 'someone/else');
    while (hub.asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    hub.manner = () => undefined;
    expect(await lookUp(engine)).toMatchObject({ ok: true });
    expect(await first).toEqual({ ok: false, failure: { code: 'cancelled' } });
  });

  it('says until when the hub wants to be left alone, also where another one was told', async () => {
    const engine = engineWith({ importing: importing() });
    hub.manner = () => ({ status: 429, headers: { 'Retry-After': '20' } });
    const look = lookUp(engine);
    while (hub.asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    hub.manner = () => undefined;
    const added = engine.command({ type: 'add', repo: hub.repo, commit: hub.commit, graph: 'onnx/model.onnx' });
    await engine.until(({ models }) => models[0]?.retryAt !== undefined);
    expect(await added).toMatchObject({ ok: true });
    expect(await look).toMatchObject({ ok: true });
  });

  it('gives a graph with its data, which is tried and published with the hub’s hashes', async () => {
    const engine = engineWith({ importing: importing({ external: ['model.onnx_data'] }) });
    const answer = await engine.command({ type: 'add', repo: hub.repo, commit: hub.commit, graph: 'onnx/model.onnx' });
    const id = answer.ok ? (answer.model ?? '') : '';
    expect(id).toMatch(/^hub-/);
    const model = await engine.untilState(id, 'ready', 'paused');
    expect(model).toMatchObject({ state: 'ready', origin: 'hub', commit: hub.commit, name: 'some-model' });
    expect(model.model).toMatchObject({ licence: 'apache-2.0', source: { kind: 'hub', repo: hub.repo, commit: hub.commit } });
    expect(hub.asked.some(({ path }) => path === 'config.json')).toBe(false);
  });

  it('gives no file that has the name of its data and is not', async () => {
    // In front of what is data: so that nothing is taken from the place of another.
    hub.files.delete('onnx/model.onnx_data');
    hub.files.set('onnx/model.data', noise(600, 8)).set('onnx/model.onnx_data', data);
    const engine = engineWith({ importing: importing({ external: ['model.onnx_data'] }) });
    const answer = await engine.command({ type: 'add', repo: hub.repo, commit: hub.commit, graph: 'onnx/model.onnx' });
    const model = await engine.untilState(answer.ok ? (answer.model ?? '') : '', 'ready', 'paused');
    expect(model).toMatchObject({ state: 'ready', total: graph.length + data.length });
    expect(hub.ranges('onnx/model.data')).toEqual([]);
    expect(await engine.command({ type: 'verify', model: model.id })).toMatchObject({ ok: true });
    expect(await engine.untilState(model.id, 'ready')).not.toHaveProperty('failure');
  });

  it('that cannot be reached just now is asked again by whoever goes on, also after a restart', async () => {
    const locks = new FakeLocks();
    const options: EngineOptions = { importing: importing({ external: ['model.onnx_data'] }), checked: () => ({ ok: true, facts }), speed: 500 };
    const first = new Engine(disk, hub, locks, options);
    hub.manner = () => ({ status: 503 });
    const answer = await first.command({ type: 'add', repo: hub.repo, commit: hub.commit, graph: 'onnx/model.onnx' });
    const id = answer.ok ? (answer.model ?? '') : '';
    const paused = { state: 'paused', name: 'some-model', commit: hub.commit, failure: { code: 'download-busy' } };
    expect(await first.untilState(id, 'paused')).toMatchObject(paused);
    first.kill();
    disk.crash();
    const second = new Engine(disk, hub, locks, options);
    expect(await second.untilState(id, 'paused')).toMatchObject(paused);
    hub.manner = () => undefined;
    await second.command({ type: 'resume', model: id });
    expect((await second.untilState(id, 'ready')).model).toMatchObject({ licence: 'apache-2.0', source: { repo: hub.repo } });
  });

  it('whose graph no tool can use is shown with the reason until it is removed, without its bytes', async () => {
    const engine = engineWith({ importing: importing({ refuses: 'match' }) });
    const answer = await engine.command({ type: 'add', repo: hub.repo, commit: hub.commit, graph: 'onnx/model.onnx' });
    const id = answer.ok ? (answer.model ?? '') : '';
    const failure = { code: 'import-no-tool', detail: 'match' };
    expect(await engine.untilState(id, 'paused')).toMatchObject({ done: 0, failure });
    expect(disk.list(`models/${id}`)).toEqual(['journal.json']);
    const asked = hub.asked.length;
    expect(await engine.command({ type: 'resume', model: id })).toEqual({ ok: false, failure });
    expect(hub.asked.length).toBe(asked);
    await engine.command({ type: 'remove', model: id });
    expect(disk.list('models')).toEqual([]);
  });

  it('is looked into before its weights are fetched', async () => {
    const engine = engineWith({ importing: importing({ refuses: 'match' }) });
    const answer = await engine.command({ type: 'add', repo: hub.repo, commit: hub.commit, graph: 'onnx/model.onnx' });
    await engine.untilState(answer.ok ? (answer.model ?? '') : '', 'paused');
    expect(hub.ranges('onnx/model.onnx')).not.toEqual([]);
    expect(hub.ranges('onnx/model.onnx_data')).toEqual([]);
  });

  it('gives also the weights that only the graph names, and is refused where there are none', async () => {
    hub.files.set('onnx/weights.pb', noise(5000, 7));
    const engine = engineWith({ importing: importing({ external: ['model.onnx_data', 'weights.pb'] }) });
    const answer = await engine.command({ type: 'add', repo: hub.repo, commit: hub.commit, graph: 'onnx/model.onnx' });
    const model = await engine.untilState(answer.ok ? (answer.model ?? '') : '', 'ready', 'paused');
    expect(model).toMatchObject({ state: 'ready', total: graph.length + data.length + 5000 });
    engine.kill();
    const other = engineWith({ importing: importing({ external: ['nowhere.bin'] }) });
    hub.asked.length = 0;
    await other.command({ type: 'remove-all' });
    const again = await other.command({ type: 'add', repo: hub.repo, commit: hub.commit, graph: 'onnx/model.onnx' });
    const refused = await other.untilState(again.ok ? (again.model ?? '') : '', 'paused');
    expect(refused.failure).toEqual({ code: 'import-data-missing', detail: 'onnx/nowhere.bin' });
    expect(hub.ranges('onnx/model.onnx_data')).toEqual([]);
  });

  it('whose graph could not be tried keeps its bytes, and resume tries again', async () => {
    let tries = 0;
    const engine = engineWith({
      importing: importing(),
      checked: () => (++tries === 1 ? { ok: false, failure: { code: 'worker-lost' } } : { ok: true, facts }),
    });
    const answer = await engine.command({ type: 'add', repo: hub.repo, commit: hub.commit, graph: 'onnx/model.onnx' });
    const id = answer.ok ? (answer.model ?? '') : '';
    expect(await engine.untilState(id, 'paused')).toMatchObject({ failure: { code: 'worker-lost' } });
    const asked = hub.asked.length;
    await engine.command({ type: 'resume', model: id });
    await engine.untilState(id, 'ready');
    expect(hub.asked.length).toBe(asked);
  });
});
