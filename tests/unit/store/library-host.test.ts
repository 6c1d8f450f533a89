import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { DeviceTest, Library, LibraryCommand, ToLibraryPage } from '../../../messages/library';
import { LibraryHost, type LibraryPort } from '../../../models/store/library-host';
import type { FromStore, ProbedFacts, ToStore } from '../../../models/store/protocol';

/** A store worker whose words the test says. */
class FakeStore extends EventTarget implements Worker {
  onmessage: Worker['onmessage'] = null;
  onmessageerror: Worker['onmessageerror'] = null;
  onerror: Worker['onerror'] = null;
  readonly received: ToStore[] = [];
  terminated = false;

  postMessage(message: ToStore): void {
    this.received.push(message);
  }
  terminate(): void {
    this.terminated = true;
  }
  say(message: FromStore): void {
    this.onmessage?.(new MessageEvent('message', { data: message }));
  }
  die(): void {
    const event = new Event('error');
    if (this.onerror) Reflect.apply(this.onerror, this, [event]);
  }
}

class FakePort implements LibraryPort {
  readonly sent: ToLibraryPage[] = [];
  #hear: (message: unknown) => void = () => undefined;
  #gone: () => void = () => undefined;
  onMessage = { addListener: (listener: (message: unknown) => void) => (this.#hear = listener) };
  onDisconnect = { addListener: (listener: () => void) => (this.#gone = listener) };
  disconnected = false;
  readonly sender: LibraryPort['sender'];

  constructor(incognito = false) {
    this.sender = { tab: { incognito } };
  }
  postMessage(message: ToLibraryPage): void {
    this.sent.push(message);
  }
  disconnect(): void {
    this.disconnected = true;
  }
  say(message: LibraryCommand | { type: string }): void {
    this.#hear(message);
  }
  close(): void {
    this.#gone();
  }
}

const library: Library = { models: [], storage: { models: 0, free: 1, persisted: false }, limit: 0 };
const device: DeviceTest = {
  browser: 'a browser',
  adapter: '',
  backend: 'wasm',
  testedAt: 1,
  checks: [],
  f16: false,
  largestBuffer: 0,
};
const facts: ProbedFacts = { scale: 2, multiple: 1, receptiveRadius: 7, white: 1, change: 0.01 };

function setUp() {
  const stores: FakeStore[] = [];
  const busy: boolean[] = [];
  const order: string[] = [];
  const releaseModel = vi.fn(async (model: string | undefined) => {
    await Promise.resolve();
    order.push(`released ${model ?? 'all'}`);
  });
  const letGo = vi.fn(() => Promise.resolve(true));
  const mayFetch = vi.fn(() => Promise.resolve(true));
  const probe = vi.fn(() => Promise.resolve(facts));
  const testDevice = vi.fn(() => Promise.resolve(device));
  const describeDevice = vi.fn(() => Promise.resolve({ backend: device.backend, adapter: device.adapter }));
  const host = new LibraryHost({
    createWorker: () => {
      const store = new FakeStore();
      store.postMessage = (message) => {
        store.received.push(message);
        order.push(message.type === 'command' ? message.command.type : message.type);
      };
      stores.push(store);
      return store;
    },
    releaseModel,
    letGo,
    mayFetch,
    probe,
    testDevice,
    describeDevice,
    onBusyChange: (now) => busy.push(now),
    idleWorkerMs: 1000,
  });
  return { host, stores, busy, order, releaseModel, letGo, mayFetch, probe, testDevice, describeDevice };
}

const request = () => crypto.randomUUID();
const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(console, 'error').mockReturnValue();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test('a page hears the state at once, and every page each change', () => {
  const { host, stores } = setUp();
  const [first, second] = [new FakePort(), new FakePort()];
  host.accept(first);
  expect(stores).toHaveLength(1);
  stores[0]?.say({ type: 'library', library });
  host.accept(second);
  expect(second.sent).toEqual([{ type: 'library', library }]);
  stores[0]?.say({ type: 'library', library });
  expect(first.sent).toHaveLength(2);
  expect(second.sent).toHaveLength(2);
});

test('a command goes to the store, and its answer to the page that gave it', () => {
  const { host, stores, busy } = setUp();
  const [asking, other] = [new FakePort(), new FakePort()];
  host.accept(asking);
  host.accept(other);
  const command = { type: 'pause', request: request(), model: 'some-model' } as const;
  asking.say(command);
  expect(stores[0]?.received).toEqual([{ type: 'command', command }]);
  expect(busy).toEqual([true]);
  const answer = { type: 'failed', request: command.request, failure: { code: 'model-missing' } } as const;
  stores[0]?.say(answer);
  expect(asking.sent).toEqual([answer]);
  expect(other.sent).toEqual([]);
  expect(busy).toEqual([true, false]);
});

test('what is in a repository is an answer too', () => {
  const { host, stores, busy } = setUp();
  const port = new FakePort();
  host.accept(port);
  const asked = request();
  port.say({ type: 'look-up', request: asked, repo: 'owner/name' });
  const repository = { repo: 'owner/name', commit: 'a'.repeat(40), licence: 'mit', graphs: [] };
  stores[0]?.say({ type: 'repository', request: asked, repository });
  expect(port.sent).toEqual([{ type: 'repository', request: asked, repository }]);
  expect(busy).toEqual([true, false]);
});

test.each(['download', 'pause', 'resume', 'remove', 'verify'] as const)('a private window may not %s', (type) => {
  const { host, stores } = setUp();
  const port = new FakePort(true);
  host.accept(port);
  port.say({ type, request: request(), model: 'some-model' });
  expect(stores[0]?.received).toEqual([]);
  expect(port.sent).toMatchObject([{ type: 'failed', failure: { code: 'private-window' } }]);
});

test('nothing of a private window is kept: neither a limit nor what the device can do', async () => {
  const { host, stores, testDevice } = setUp();
  const port = new FakePort(true);
  host.accept(port);
  port.say({ type: 'limit', request: request(), bytes: 1 });
  port.say({ type: 'test-device', request: request(), again: true });
  await settle();
  expect(testDevice).toHaveBeenCalledOnce();
  expect(port.sent.map(({ type }) => type)).toEqual(['done', 'done']);
  expect(stores[0]?.received).toEqual([]);
});

test.each([
  { command: { type: 'remove', request: request(), model: 'some-model' }, released: 'released some-model' },
  { command: { type: 'remove-all', request: request() }, released: 'released all' },
] as const)('$command.type ends what uses the model first', async ({ command, released }) => {
  const { host, order } = setUp();
  const port = new FakePort();
  host.accept(port);
  port.say(command);
  await settle();
  expect(order).toEqual([released, command.type]);
});

test('reading a model again ends nothing that runs with it', async () => {
  const { host, order } = setUp();
  const port = new FakePort();
  host.accept(port);
  port.say({ type: 'verify', request: request(), model: 'some-model' });
  await settle();
  expect(order).toEqual(['verify']);
});

test('what is to make room is let go, or stays where it is used', async () => {
  const { host, stores, letGo } = setUp();
  host.accept(new FakePort());
  letGo.mockResolvedValueOnce(true).mockResolvedValueOnce(false).mockRejectedValueOnce(new Error('broken'));
  for (const model of ['unused', 'used', 'unknown']) stores[0]?.say({ type: 'let-go', model });
  await settle();
  expect(stores[0]?.received).toEqual([
    { type: 'let-gone', model: 'unused', free: true },
    { type: 'let-gone', model: 'used', free: false },
    { type: 'let-gone', model: 'unknown', free: false },
  ]);
});

test.each([
  { type: 'download', model: 'some-model' },
  { type: 'resume', model: 'some-model' },
  { type: 'look-up', repo: 'owner/name' },
  { type: 'add', repo: 'owner/name', commit: 'a'.repeat(40), graph: 'model.onnx' },
] as const)('without the permission nothing is fetched: $type', async (command) => {
  const { host, stores, mayFetch, busy } = setUp();
  const port = new FakePort();
  host.accept(port);
  mayFetch.mockResolvedValueOnce(false);
  port.say({ ...command, request: request() });
  await settle();
  expect(stores[0]?.received).toEqual([]);
  expect(port.sent).toMatchObject([{ type: 'failed', failure: { code: 'permission-declined' } }]);
  expect(busy).toEqual([true, false]);
  port.say({ ...command, request: request() });
  await settle();
  expect(stores[0]?.received).toMatchObject([{ type: 'command', command }]);
});

test('what is being fetched when the permission is taken back stops there', () => {
  const { host, stores } = setUp();
  host.accept(new FakePort());
  const states = ['downloading', 'waiting', 'paused', 'ready', 'importing'] as const;
  const models = states.map((state) => ({ id: state, name: state, state, origin: 'hub' as const, done: 0, total: 1, addedAt: 1, speeds: [] }));
  stores[0]?.say({ type: 'library', library: { ...library, models } });
  host.stopFetching();
  expect(stores[0]?.received).toMatchObject([
    { type: 'command', command: { type: 'pause', model: 'downloading' } },
    { type: 'command', command: { type: 'pause', model: 'waiting' } },
  ]);
});

test('a new model is tried in the model worker, and the store hears how it went', async () => {
  const { host, stores, probe } = setUp();
  host.accept(new FakePort());
  stores[0]?.say({ type: 'check', model: 'own-1' });
  await settle();
  expect(stores[0]?.received).toEqual([{ type: 'checked', model: 'own-1', outcome: { ok: true, facts } }]);
  probe.mockRejectedValueOnce(new Error('broken'));
  stores[0]?.say({ type: 'check', model: 'own-2' });
  await settle();
  expect(stores[0]?.received.at(-1)).toEqual({
    type: 'checked',
    model: 'own-2',
    outcome: { ok: false, failure: { code: 'import-run-failed' } },
  });
});

test('a store worker that dies answers for nothing: whoever waits is told, and a new one starts', async () => {
  const { host, stores, busy } = setUp();
  const port = new FakePort();
  host.accept(port);
  await vi.advanceTimersByTimeAsync(500);
  port.say({ type: 'verify', request: request(), model: 'some-model' });
  stores[0]?.say({ type: 'busy', busy: true });
  await vi.advanceTimersByTimeAsync(20_000);
  stores[0]?.die();
  expect(port.sent).toMatchObject([{ type: 'failed', failure: { code: 'store-lost' } }]);
  expect(busy.at(-1)).toBe(false);
  expect(stores).toHaveLength(2);
  // One that dies at once is not started again and again.
  stores[1]?.die();
  expect(stores).toHaveLength(2);
});

test('the worker ends when it has had nothing to do for a while, and not before', async () => {
  const { host, stores } = setUp();
  const port = new FakePort();
  host.accept(port);
  stores[0]?.say({ type: 'busy', busy: true });
  await vi.advanceTimersByTimeAsync(5000);
  expect(stores[0]?.terminated).toBe(false);
  stores[0]?.say({ type: 'busy', busy: false });
  await vi.advanceTimersByTimeAsync(1500);
  expect(stores[0]?.terminated).toBe(true);
  port.say({ type: 'pause', request: request(), model: 'some-model' });
  expect(stores).toHaveLength(2);
});

test('leaving stops nothing', async () => {
  const { host, stores, busy } = setUp();
  const port = new FakePort();
  host.accept(port);
  stores[0]?.say({ type: 'busy', busy: true });
  port.close();
  await vi.advanceTimersByTimeAsync(5000);
  expect(stores[0]?.terminated).toBe(false);
  expect(busy).toEqual([true]);
  expect(host.hasPages).toBe(false);
});

test('whoever says what no page of ours can say is cut off', () => {
  const { host } = setUp();
  const port = new FakePort();
  host.accept(port);
  port.say({ type: 'download-everything' });
  expect(port.disconnected).toBe(true);
});

const userAgent = 'a browser';

test.each<[string, Partial<DeviceTest>, boolean, number]>([
  ['is not tested again', {}, false, 0],
  ['is tested again when that is asked for', {}, true, 1],
  ['is tested again in another version of the browser', { browser: 'a browser before' }, false, 1],
  ['is tested again on another adapter', { adapter: 'a card' }, false, 1],
  ['is tested again on another backend', { backend: 'webgpu' }, false, 1],
])('a device that is known %s', async (_, known, again, times) => {
  vi.stubGlobal('navigator', { userAgent });
  const { host, stores, testDevice, busy } = setUp();
  const port = new FakePort();
  host.accept(port);
  const asked = request();
  port.say({ type: 'test-device', request: asked, again });
  await settle();
  // What was kept is known only when the store has said so.
  stores[0]?.say({ type: 'library', library: { ...library, device: { ...device, ...known } } });
  await settle();
  expect(testDevice).toHaveBeenCalledTimes(times);
  expect(stores[0]?.received).toEqual(times === 0 ? [] : [{ type: 'keep-device', test: device }]);
  expect(port.sent).toContainEqual({ type: 'done', request: asked });
  expect(busy).toEqual([true, false]);
});

test('of two that ask at once both get the one test', async () => {
  const { host, testDevice } = setUp();
  const ports = [new FakePort(), new FakePort()];
  for (const port of ports) {
    host.accept(port);
    port.say({ type: 'test-device', request: request(), again: true });
  }
  await settle();
  expect(testDevice).toHaveBeenCalledOnce();
  expect(ports.map(({ sent }) => sent)).toMatchObject([[{ type: 'done' }], [{ type: 'done' }]]);
  ports[0]?.say({ type: 'test-device', request: request(), again: true });
  await settle();
  expect(testDevice).toHaveBeenCalledTimes(2);
});

test('a test that fails, or a store that dies before it says what it has kept, keeps nobody busy', async () => {
  const { host, stores, testDevice, busy } = setUp();
  const port = new FakePort();
  host.accept(port);
  testDevice.mockRejectedValueOnce(new Error('broken'));
  port.say({ type: 'test-device', request: request(), again: true });
  await settle();
  expect(port.sent).toMatchObject([{ type: 'failed', failure: { code: 'unexpected' } }]);
  port.say({ type: 'test-device', request: request(), again: false });
  stores[0]?.die();
  await settle();
  expect(port.sent).toMatchObject([{}, { type: 'failed', failure: { code: 'store-lost' } }]);
  expect(busy).toEqual([true, false, true, false]);
});
