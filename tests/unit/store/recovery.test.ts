import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { FakeDisk } from '../../support/fake-disk';
import { FakeHub } from '../../support/fake-hub';
import { Engine, FakeLocks } from '../../support/store-engine';
import { askedAgain, hubModel, isPublished, journalOf, wrongFiles } from '../../support/store-models';

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

function crash(engine: Engine, options: { handlesStayOpen?: boolean } = {}): void {
  // The disk first: whoever waits for the locks goes on as soon as the engine is gone.
  disk.crash(options);
  engine.kill();
}

describe('after a crash', () => {
  it.each([20, 60, 110, 160, 230, 300])('at %i ms a download goes on from what its journal names', async (ms) => {
    const model = hubModel(hub, 'crashed', { 'model.onnx': mega, 'model.onnx_data': 2 * mega });
    hub.manner = () => ({ pace: 4 });
    const first = new Engine(disk, hub, locks, { catalog: [model] });
    await first.command({ type: 'download', model: 'crashed' });
    await wait(ms);
    crash(first);

    hub.asked.length = 0;
    hub.manner = () => undefined;
    const known = journalOf(disk, 'crashed');
    const second = new Engine(disk, hub, locks, { catalog: [model] });
    const paused = await second.untilState('crashed', 'paused', 'ready');
    if (paused.state === 'paused') {
      const named = known?.files.flatMap(({ received }) => received).reduce((sum, [start, end]) => sum + end - start, 0);
      expect(paused.done).toBe(named);
      expect(hub.asked).toEqual([]);
      await second.command({ type: 'resume', model: 'crashed' });
    }
    await second.untilState('crashed', 'ready');
    expect(askedAgain(hub, known)).toBe(0);
    expect(wrongFiles(disk, hub, model)).toEqual([]);
  });

  it('writes down what has come about every two seconds', async () => {
    const model = hubModel(hub, 'slow', { 'model.onnx': mega });
    hub.manner = () => ({ pace: 20 });
    const engine = new Engine(disk, hub, locks, { catalog: [model] });
    await engine.command({ type: 'download', model: 'slow' });
    // Two seconds are a tenth of one here.
    await wait(350);
    expect(journalOf(disk, 'slow')?.files[0]?.received).not.toEqual([]);
  });

  it('waits for the handles of the worker that died', async () => {
    const model = hubModel(hub, 'held', { 'model.onnx': mega });
    hub.manner = () => ({ pace: 4 });
    const first = new Engine(disk, hub, locks, { catalog: [model] });
    await first.command({ type: 'download', model: 'held' });
    await wait(40);
    crash(first, { handlesStayOpen: true });
    const second = new Engine(disk, hub, locks, { catalog: [model] });
    await second.untilState('held', 'paused');
    await second.command({ type: 'resume', model: 'held' });
    await wait(100);
    expect(second.model('held')?.state).not.toBe('ready');
    disk.closeHandles();
    await second.untilState('held', 'ready');
    expect(wrongFiles(disk, hub, model)).toEqual([]);
  });

  it('says that the store is busy when those handles are not given back', async () => {
    const model = hubModel(hub, 'kept', { 'model.onnx': mega });
    hub.manner = () => ({ pace: 4 });
    const first = new Engine(disk, hub, locks, { catalog: [model] });
    await first.command({ type: 'download', model: 'kept' });
    await wait(40);
    crash(first, { handlesStayOpen: true });
    const second = new Engine(disk, hub, locks, { catalog: [model] });
    await second.untilState('kept', 'paused');
    await second.command({ type: 'resume', model: 'kept' });
    await second.until(({ models }) => models[0]?.failure?.code === 'store-busy');
  });

  it('removes folders with neither record nor journal, and journals that cannot be read', async () => {
    disk.put('models/leftover/files/0', new Uint8Array(9));
    disk.put('models/broken/journal.json', new TextEncoder().encode('{"version":1'));
    disk.put('models/Not An Id/x', new Uint8Array(9));
    const engine = new Engine(disk, hub, locks);
    await engine.until(({ models }) => models.length === 0);
    expect(disk.list('models')).toEqual([]);
  });

  it('a record wins over a journal beside it', async () => {
    const model = hubModel(hub, 'both', { 'model.onnx': mega });
    hub.manner = () => ({ pace: 4 });
    const first = new Engine(disk, hub, locks, { catalog: [model] });
    await first.command({ type: 'download', model: 'both' });
    const journal = disk.read('models/both/journal.json');
    await first.untilState('both', 'ready');
    crash(first);
    if (journal) disk.put('models/both/journal.json', journal);
    const second = new Engine(disk, hub, locks, { catalog: [model] });
    await second.untilState('both', 'ready');
    expect(disk.read('models/both/journal.json')).toBeUndefined();
  });

  it('a model with a file of another size is damaged', async () => {
    const model = hubModel(hub, 'cropped', { 'model.onnx': 5000 });
    const first = new Engine(disk, hub, locks, { catalog: [model] });
    await first.command({ type: 'download', model: 'cropped' });
    await first.untilState('cropped', 'ready');
    crash(first);
    disk.put('models/cropped/files/0', new Uint8Array(4999));
    const second = new Engine(disk, hub, locks, { catalog: [model] });
    expect(await second.untilState('cropped', 'damaged')).toMatchObject({ failure: { code: 'model-damaged' } });
  });
});

describe('two workers', () => {
  it('never touch the store at a time', async () => {
    const model = hubModel(hub, 'locked', { 'model.onnx': 5000 });
    const first = new Engine(disk, hub, locks, { catalog: [model] });
    await first.until(() => true);
    const second = new Engine(disk, hub, locks, { catalog: [model] });
    const answer = second.command({ type: 'download', model: 'locked' });
    await wait(60);
    expect(second.heard.map(({ type }) => type).sort()).toEqual(['alive', 'busy']);
    expect(hub.asked).toEqual([]);
    crash(first);
    expect(await answer).toEqual({ ok: true, model: 'locked' });
    await second.untilState('locked', 'ready');
  });
});

describe('whatever is asked for in whatever order, with crashes and broken connections', () => {
  const ids = ['a', 'b', 'c'] as const;
  const action = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        type: fc.constantFrom('download' as const, 'pause' as const, 'resume' as const, 'remove' as const, 'verify' as const),
        model: fc.constantFrom(...ids),
      }),
    },
    { weight: 3, arbitrary: fc.record({ type: fc.constant('wait' as const), ms: fc.nat(40) }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('crash' as const) }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('remove-all' as const) }) },
  );

  it('what has a record is whole and right, and everything can be finished', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 5, maxLength: 25 }), fc.infiniteStream(fc.nat(9)), async (actions, chances) => {
        disk = new FakeDisk();
        hub = new FakeHub();
        locks = new FakeLocks();
        const models = ids.map((id, seed) => hubModel(hub, id, { 'model.onnx': 90_000, 'x.data': 50_000 }, { pinned: id !== 'c', seed }));
        const start = () => new Engine(disk, hub, locks, { catalog: models, blockBytes: 20_000, speed: 300 });
        const consistent = () => {
          for (const model of models) if (isPublished(disk, model.id)) expect(wrongFiles(disk, hub, model)).toEqual([]);
        };
        hub.manner = ({ path }) => {
          const chance = Number(chances.next().value ?? 9);
          if (chance === 0) return { status: 503 };
          if (chance === 1) return { cutAfter: 7000 };
          return path === undefined ? undefined : { pace: 1 };
        };
        let engine = start();
        for (const step of actions) {
          if (step.type === 'wait') {
            await wait(step.ms);
          } else if (step.type === 'crash') {
            crash(engine);
            consistent();
            engine = start();
          } else {
            void engine.command(step);
          }
        }
        hub.manner = () => undefined;
        const end = Date.now() + 10_000;
        for (const { id } of models) {
          while (engine.model(id)?.state !== 'ready') {
            if (Date.now() > end) throw new Error(JSON.stringify([engine.library?.models, disk.paths()]));
            await engine.command({ type: 'download', model: id });
            await wait(3);
          }
        }
        consistent();
        expect(disk.paths().filter((path) => path.endsWith('journal.json'))).toEqual([]);
        engine.kill();
      }),
      { numRuns: 25 },
    );
  });
});
