import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Device, JobRequest, ToEditor, ToHost } from '../../../messages/editor-port';
import type { DeviceTest } from '../../../messages/library';
import { ComputeHost, type EditorPort } from '../../../models/runtime/host';
import { inboxLifetimeMs } from '../../../models/runtime/inbox';
import type { ProbedFacts, Use } from '../../../models/store/protocol';
import { FakeWorker } from './fake-worker';

const device: Device = { backend: 'wasm', reason: 'no-webgpu', threads: 1, adapter: '' };
const png = new Blob(['result'], { type: 'image/png' });

class FakePort implements EditorPort {
  readonly sent: ToEditor[] = [];
  #hear: (message: unknown) => void = () => undefined;
  #gone: () => void = () => undefined;
  onMessage = { addListener: (listener: (message: unknown) => void) => (this.#hear = listener) };
  onDisconnect = { addListener: (listener: () => void) => (this.#gone = listener) };
  disconnected = false;
  readonly sender: EditorPort['sender'];

  constructor(incognito = false) {
    this.sender = { tab: { incognito } };
  }
  postMessage(message: ToEditor): void {
    this.sent.push(message);
  }
  disconnect(): void {
    this.disconnected = true;
  }
  say(message: ToHost | { type: string }): void {
    this.#hear(message);
  }
  close(): void {
    this.#gone();
  }
  last(type: ToEditor['type']): ToEditor | undefined {
    return this.sent.findLast((message) => message.type === type);
  }
}

function setUp() {
  const workers: FakeWorker[] = [];
  const busy: boolean[] = [];
  const uses: Use[] = [];
  const host = new ComputeHost({
    createWorker: () => {
      const worker = new FakeWorker();
      workers.push(worker);
      return worker;
    },
    idleWorkerMs: 1000,
    onUse: (use) => uses.push(use),
    onBusyChange: (now) => busy.push(now),
  });
  const port = new FakePort();
  host.accept(port);
  return { host, port, workers, busy, uses };
}

function job(overrides: Partial<JobRequest> = {}): JobRequest {
  return {
    jobId: crypto.randomUUID(),
    task: 'enlarge',
    options: {},
    input: new Blob(['picture']),
    mask: null,
    backend: 'auto',
    previewSize: 256,
    ...overrides,
  };
}

const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('jobs run one after the other, on one worker', async () => {
  const { port, workers } = setUp();
  const [first, second] = [job(), job()];
  port.say({ type: 'run-job', job: first });
  port.say({ type: 'run-job', job: second });
  expect(workers).toHaveLength(1);
  expect(workers[0]?.received).toHaveLength(1);
  workers[0]?.say({ type: 'done', blob: png, width: 2, height: 2, device });
  await settle();
  expect(port.last('job-done')).toMatchObject({ jobId: first.jobId });
  expect(workers[0]?.received).toHaveLength(2);
  workers[0]?.say({ type: 'done', blob: png, width: 2, height: 2, device });
  await settle();
  expect(port.last('job-done')).toMatchObject({ jobId: second.jobId });
});

test('cancelling ends the worker at once, and the next job gets a new one', async () => {
  const { port, workers } = setUp();
  const running = job();
  port.say({ type: 'run-job', job: running });
  port.say({ type: 'cancel-job', jobId: running.jobId });
  await settle();
  expect(workers[0]?.terminated).toBe(true);
  expect(port.last('job-failed')).toMatchObject({ error: { code: 'cancelled' } });
  port.say({ type: 'run-job', job: job() });
  expect(workers).toHaveLength(2);
});

test('what makes things up may end by itself when it is cancelled, and its worker does the next job', async () => {
  const { port, workers } = setUp();
  const running = job({ task: 'create' });
  port.say({ type: 'run-job', job: running });
  port.say({ type: 'cancel-job', jobId: running.jobId });
  await settle();
  expect(workers[0]?.terminated).toBe(false);
  expect(workers[0]?.received.at(-1)).toEqual({ type: 'stop' });
  port.say({ type: 'run-job', job: job({ task: 'create' }) });
  workers[0]?.say({ type: 'stopped' });
  await settle();
  expect(workers).toHaveLength(1);
  expect(workers[0]?.received.at(-1)).toMatchObject({ type: 'run' });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(workers[0]?.terminated).toBe(false);
});

test('what was cancelled is not done once more on the processor, whatever the graphics card says of it', async () => {
  const { port, workers } = setUp();
  const running = job({ task: 'create' });
  port.say({ type: 'run-job', job: running });
  port.say({ type: 'cancel-job', jobId: running.jobId });
  workers[0]?.say({ type: 'failed', failure: { code: 'gpu-failed' }, message: '' });
  await settle();
  expect(workers).toHaveLength(1);
});

test('what does not end by itself within seconds is ended', async () => {
  const { port, workers } = setUp();
  const running = job({ task: 'create' });
  port.say({ type: 'run-job', job: running });
  port.say({ type: 'cancel-job', jobId: running.jobId });
  await vi.advanceTimersByTimeAsync(5000);
  expect(workers[0]?.terminated).toBe(true);
  port.say({ type: 'run-job', job: job() });
  expect(workers).toHaveLength(2);
});

test('how much of a prompt is read is told by a worker of its own, one after the other', async () => {
  const { port, workers } = setUp();
  port.say({ type: 'run-job', job: job() });
  const [first, second] = [crypto.randomUUID(), crypto.randomUUID()];
  port.say({ type: 'read-prompt', id: first, task: 'create', text: 'a fox' });
  port.say({ type: 'read-prompt', id: second, task: 'create', text: 'a fox on a hill' });
  await settle();
  expect(workers).toHaveLength(2);
  expect(workers[1]?.received).toHaveLength(1);
  workers[1]?.say({ type: 'prompt-read', end: 5 });
  await settle();
  expect(port.last('prompt-read')).toEqual({ type: 'prompt-read', id: first, end: 5 });
  workers[1]?.say({ type: 'failed', failure: { code: 'model-missing' }, message: '' });
  await settle();
  expect(port.last('prompt-unread')).toMatchObject({ id: second, error: { code: 'model-missing' } });
  port.say({ type: 'forget' });
  await settle();
  expect(workers.every(({ terminated }) => terminated)).toBe(true);
});

test('after an editor clears, prompts that waited to be read are not, and the next ones are', async () => {
  const { port, workers } = setUp();
  const [first, second, third] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()];
  port.say({ type: 'read-prompt', id: first, task: 'create', text: 'a fox' });
  port.say({ type: 'read-prompt', id: second, task: 'create', text: 'a fox on a hill' });
  await settle();
  port.say({ type: 'forget' });
  port.say({ type: 'read-prompt', id: third, task: 'create', text: 'a hill' });
  await settle();
  expect(workers).toHaveLength(2);
  expect(workers[1]?.received).toEqual([{ type: 'read-prompt', task: 'create', model: undefined, text: 'a hill' }]);
  workers[1]?.say({ type: 'prompt-read', end: 6 });
  await settle();
  expect(port.sent).toEqual([
    { type: 'prompt-unread', id: first, error: { code: 'cancelled' } },
    { type: 'prompt-unread', id: second, error: { code: 'cancelled' } },
    { type: 'prompt-read', id: third, end: 6 },
  ]);
});

test.each(['enlarge', 'create'])('how long a unit of %s takes is known from the second job on, until an editor clears', async (task) => {
  const { port, workers } = setUp();
  const begin = async (): Promise<number | undefined> => {
    port.say({ type: 'run-job', job: job({ task, options: task === 'create' ? { prompt: 'a fox', width: 64, height: 64 } : {} }) });
    workers.at(-1)?.say({ type: 'stage', stage: 'running', done: 0, total: 2 });
    await settle();
    const told = port.last('job-progress');
    return told?.type === 'job-progress' ? told.progress.unitMs : undefined;
  };
  const end = async (): Promise<void> => {
    await vi.advanceTimersByTimeAsync(300);
    workers.at(-1)?.say({ type: 'stage', stage: 'running', done: 1, total: 2 });
    workers.at(-1)?.say({ type: 'done', blob: png, width: 2, height: 2, device });
    await settle();
  };
  expect(await begin()).toBeUndefined();
  await end();
  expect(await begin()).toBeCloseTo(300);
  await end();
  port.say({ type: 'forget' });
  await settle();
  expect(await begin()).toBeUndefined();
  // What is under way when it clears is forgotten, too.
  await vi.advanceTimersByTimeAsync(300);
  workers.at(-1)?.say({ type: 'stage', stage: 'running', done: 1, total: 2 });
  port.say({ type: 'forget' });
  workers.at(-1)?.say({ type: 'stopped' });
  await settle();
  expect(await begin()).toBeUndefined();
});

test('an editor that clears or goes away takes the idle worker, and what it holds, with it', async () => {
  for (const leave of [(port: FakePort) => port.say({ type: 'forget' }), (port: FakePort) => port.close()]) {
    const { port, workers } = setUp();
    port.say({ type: 'run-job', job: job() });
    workers[0]?.say({ type: 'done', blob: png, width: 2, height: 2, device });
    await settle();
    expect(workers[0]?.terminated).toBe(false);
    leave(port);
    await settle();
    expect(workers[0]?.terminated).toBe(true);
  }
});

test('a worker that is in use elsewhere ends after that job when an editor clears', async () => {
  const { host, port, workers } = setUp();
  const other = new FakePort();
  host.accept(other);
  port.say({ type: 'run-job', job: job() });
  workers[0]?.say({ type: 'done', blob: png, width: 2, height: 2, device });
  await settle();
  const running = job();
  other.say({ type: 'run-job', job: running });
  port.say({ type: 'forget' });
  await settle();
  expect(workers[0]?.terminated).toBe(false);
  workers[0]?.say({ type: 'done', blob: png, width: 2, height: 2, device });
  await settle();
  expect(other.last('job-done')).toMatchObject({ jobId: running.jobId });
  expect(workers[0]?.terminated).toBe(true);
});

test('only a job behind another is said to wait', async () => {
  const { port } = setUp();
  const [first, second] = [job(), job()];
  port.say({ type: 'run-job', job: first });
  port.say({ type: 'run-job', job: second });
  await settle();
  const waiting = port.sent.filter((message) => message.type === 'job-progress' && message.progress.stage === 'waiting');
  expect(waiting).toHaveLength(1);
  expect(waiting[0]).toMatchObject({ jobId: second.jobId });
});

test('a device that cannot be found out is an error, for the one who asked', async () => {
  const { port, workers } = setUp();
  const id = crypto.randomUUID();
  port.say({ type: 'describe-device', id, backend: 'auto' });
  workers[0]?.say({ type: 'failed', failure: { code: 'unexpected' }, message: '' });
  await settle();
  expect(port.last('device-unknown')).toEqual({ type: 'device-unknown', id, error: { code: 'unexpected' } });
});

test('a job that waits can be cancelled without touching the one that runs', async () => {
  const { port, workers } = setUp();
  const waiting = job();
  port.say({ type: 'run-job', job: job() });
  port.say({ type: 'run-job', job: waiting });
  port.say({ type: 'cancel-job', jobId: waiting.jobId });
  workers[0]?.say({ type: 'done', blob: png, width: 2, height: 2, device });
  await settle();
  expect(workers[0]?.terminated).toBe(false);
  expect(workers[0]?.received).toHaveLength(1);
});

test('an editor that goes away takes its jobs with it, and nobody else\u2019s', async () => {
  const { host, port, workers } = setUp();
  const other = new FakePort();
  host.accept(other);
  port.say({ type: 'run-job', job: job() });
  other.say({ type: 'run-job', job: job() });
  port.close();
  await settle();
  expect(workers[0]?.terminated).toBe(true);
  expect(workers).toHaveLength(2);
  workers[1]?.say({ type: 'done', blob: png, width: 2, height: 2, device });
  await settle();
  expect(other.last('job-done')).toBeDefined();
  expect(port.sent.some((message) => message.type === 'job-done')).toBe(false);
});

test('a failure ends the worker and is told by its code', async () => {
  const { port, workers } = setUp();
  const log = vi.spyOn(console, 'error').mockReturnValue(undefined);
  port.say({ type: 'run-job', job: job() });
  workers[0]?.say({ type: 'failed', failure: { code: 'picture-damaged' }, message: '' });
  await settle();
  expect(workers[0]?.terminated).toBe(true);
  expect(port.last('job-failed')).toMatchObject({ error: { code: 'picture-damaged' } });
  expect(log).toHaveBeenCalledOnce();
});

test('a worker that crashes is told as lost', async () => {
  const { port, workers } = setUp();
  vi.spyOn(console, 'error').mockReturnValue(undefined);
  port.say({ type: 'run-job', job: job() });
  const crash = new Event('error');
  workers[0]?.onerror?.(Object.assign(crash, { message: 'killed', filename: '', lineno: 0, colno: 0, error: null }));
  await settle();
  expect(port.last('job-failed')).toMatchObject({ error: { code: 'worker-lost' } });
});

test('what a GPU could not do is done again on the processor, once, and said', async () => {
  const { port, workers } = setUp();
  port.say({ type: 'run-job', job: job() });
  workers[0]?.say({ type: 'failed', failure: { code: 'gpu-failed' }, message: '' });
  await settle();
  expect(workers[1]?.received[0]).toMatchObject({ backend: 'wasm' });
  workers[1]?.say({ type: 'done', blob: png, width: 2, height: 2, device });
  await settle();
  expect(port.last('job-done')).toMatchObject({ result: { device: { reason: 'gpu-failed' } } });
});

test('a GPU that was asked for is not replaced in silence', async () => {
  const { port, workers } = setUp();
  vi.spyOn(console, 'error').mockReturnValue(undefined);
  port.say({ type: 'run-job', job: job({ backend: 'webgpu' }) });
  workers[0]?.say({ type: 'failed', failure: { code: 'gpu-failed' }, message: '' });
  await settle();
  expect(workers).toHaveLength(1);
  expect(port.last('job-failed')).toMatchObject({ error: { code: 'gpu-failed' } });
});

test('progress is told at least every quarter of a second, also when the worker is silent', async () => {
  const { port, workers } = setUp();
  port.say({ type: 'run-job', job: job() });
  workers[0]?.say({ type: 'stage', stage: 'running', done: 0, total: 2 });
  const before = port.sent.length;
  await vi.advanceTimersByTimeAsync(1000);
  expect(port.sent.length - before).toBeGreaterThanOrEqual(4);
});

test('an idle worker ends, and a busy host says so', async () => {
  const { port, workers, busy } = setUp();
  port.say({ type: 'run-job', job: job() });
  workers[0]?.say({ type: 'done', blob: png, width: 2, height: 2, device });
  await settle();
  expect(workers[0]?.terminated).toBe(false);
  await vi.advanceTimersByTimeAsync(1000);
  expect(workers[0]?.terminated).toBe(true);
  expect(busy).toEqual([true, false]);
});

test('a large result ends the worker, so that its memory is back when the result is shown', async () => {
  const { port, workers } = setUp();
  port.say({ type: 'run-job', job: job() });
  workers[0]?.say({ type: 'done', blob: png, width: 6000, height: 4000, device });
  await settle();
  expect(workers[0]?.terminated).toBe(true);
  await vi.advanceTimersByTimeAsync(2000);
  expect(port.last('job-done')).toBeDefined();
  port.say({ type: 'run-job', job: job() });
  expect(workers).toHaveLength(2);
});

test('a large result waits until the threads of its worker are gone too', async () => {
  const { port, workers } = setUp();
  port.say({ type: 'run-job', job: job() });
  workers[0]?.say({ type: 'done', blob: png, width: 6000, height: 4000, device: { ...device, threads: 2 } });
  await vi.advanceTimersByTimeAsync(2000);
  expect(workers[0]?.terminated).toBe(true);
  expect(port.last('job-done')).toBeUndefined();
  await vi.advanceTimersByTimeAsync(2500);
  expect(port.last('job-done')).toBeDefined();
});

test('a picture is claimed once, and dropped when nobody comes', async () => {
  const { host, port } = setUp();
  const picture = { blob: png, acquisition: 'file' as const, name: '', description: '' };
  const id = host.storePicture(picture);
  port.say({ type: 'claim-picture', id });
  expect(port.last('picture')).toMatchObject({ id });
  port.say({ type: 'claim-picture', id });
  expect(port.last('picture-gone')).toMatchObject({ id });
  const late = host.storePicture(picture);
  expect(host.isBusy).toBe(true);
  await vi.advanceTimersByTimeAsync(inboxLifetimeMs);
  expect(host.isBusy).toBe(false);
  port.say({ type: 'claim-picture', id: late });
  expect(port.last('picture-gone')).toMatchObject({ id: late });
});

test('a message that an editor cannot have sent ends the line', () => {
  const { port } = setUp();
  port.say({ type: 'run-anything' });
  expect(port.disconnected).toBe(true);
});

const use: Use = { model: 'some-model', backend: 'wasm', megapixelsPerSecond: 2 };

test('a job of a model says which one did it, and the library hears how fast', async () => {
  const { port, workers, uses } = setUp();
  port.say({ type: 'run-job', job: job({ model: 'some-model' }) });
  expect(workers[0]?.received[0]).toMatchObject({ type: 'run', model: 'some-model' });
  workers[0]?.say({ type: 'done', blob: png, width: 2, height: 2, device, use });
  await settle();
  expect(port.last('job-done')).toMatchObject({ result: { model: 'some-model' } });
  expect(uses).toEqual([use]);
});

test('the decoder that was there for previews was used, too', async () => {
  const { port, workers, uses } = setUp();
  port.say({ type: 'run-job', job: job({ model: 'some-model' }) });
  workers[0]?.say({ type: 'done', blob: png, width: 2, height: 2, device, use, previewer: 'tiny' });
  await settle();
  expect(uses).toEqual([use, { model: 'tiny', backend: 'wasm' }]);
});

test('what a private window runs is told to nobody', async () => {
  const { host, workers, uses } = setUp();
  const port = new FakePort(true);
  host.accept(port);
  port.say({ type: 'run-job', job: job({ model: 'some-model' }) });
  workers[0]?.say({ type: 'done', blob: png, width: 2, height: 2, device, use, previewer: 'tiny' });
  await settle();
  expect(port.last('job-done')).toBeDefined();
  expect(uses).toEqual([]);
});

test.each(['some-model', undefined])('removing %s ends the job that runs with it, and its worker, first', async (removed) => {
  const { host, port, workers } = setUp();
  vi.spyOn(console, 'error').mockReturnValue(undefined);
  port.say({ type: 'run-job', job: job({ model: 'some-model' }) });
  const released = vi.fn();
  void host.releaseModel(removed).then(released);
  await settle();
  expect(workers[0]?.terminated).toBe(true);
  expect(port.last('job-failed')).toMatchObject({ error: { code: 'model-missing' } });
  // No word of the worker's end came: it is not waited for without end.
  expect(released).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(2000);
  expect(released).toHaveBeenCalledOnce();
});

test('removing a model that another job left open waits for no job of another model', async () => {
  const { host, port, workers } = setUp();
  port.say({ type: 'run-job', job: job({ model: 'some-model' }) });
  workers[0]?.say({ type: 'done', blob: png, width: 2, height: 2, device, use });
  await settle();
  port.say({ type: 'run-job', job: job() });
  await host.releaseModel('some-model');
  expect(workers[0]?.terminated).toBe(false);
  workers[0]?.say({ type: 'done', blob: png, width: 2, height: 2, device });
  await settle();
  expect(port.last('job-done')).toBeDefined();
  expect(workers[0]?.terminated).toBe(true);
});

test('an idle worker that may hold a model open ends when that is removed', async () => {
  const { host, port, workers } = setUp();
  port.say({ type: 'run-job', job: job({ model: 'some-model' }) });
  workers[0]?.say({ type: 'done', blob: png, width: 2, height: 2, device, use });
  await settle();
  void host.releaseModel('some-model');
  await settle();
  expect(workers[0]?.terminated).toBe(true);
});

test('jobs that wait for a model fail when it is removed, and the others are done', async () => {
  const { host, port, workers } = setUp();
  vi.spyOn(console, 'error').mockReturnValue(undefined);
  const [running, waiting, other] = [job({ model: 'some-model' }), job({ model: 'some-model' }), job()];
  for (const asked of [running, waiting, other]) port.say({ type: 'run-job', job: asked });
  void host.releaseModel('some-model');
  await settle();
  const failed = port.sent.filter(({ type }) => type === 'job-failed');
  expect(failed).toMatchObject([
    { jobId: waiting.jobId, error: { code: 'model-missing' } },
    { jobId: running.jobId, error: { code: 'model-missing' } },
  ]);
  await vi.advanceTimersByTimeAsync(2000);
  expect(workers.at(-1)?.received).toMatchObject([{ type: 'run', task: other.task }]);
});

test('a model that is to make room is let go only where no job has to do with it', async () => {
  const { host, port, workers } = setUp();
  port.say({ type: 'run-job', job: job({ model: 'runs' }) });
  port.say({ type: 'run-job', job: job({ model: 'waits' }) });
  const tried = expect(host.probe('is-tried')).rejects.toMatchObject({ code: 'cancelled' });
  expect(await Promise.all(['runs', 'waits', 'is-tried', 'unused'].map((model) => host.letGo(model)))).toEqual([
    false,
    false,
    false,
    true,
  ]);
  expect(workers[0]?.terminated).toBe(false);
  await host.releaseModel('is-tried');
  await tried;
  // The worker may have it open from a job before: it ends with the job that it is doing.
  workers[0]?.say({ type: 'done', blob: png, width: 2, height: 2, device, use });
  await settle();
  expect(workers[0]?.terminated).toBe(true);
});

test('a model is tried in a worker of its own, which keeps the host busy and ends with it', async () => {
  const { host, port, workers, busy } = setUp();
  port.say({ type: 'run-job', job: job() });
  workers[0]?.say({ type: 'done', blob: png, width: 2, height: 2, device });
  await settle();
  const facts: ProbedFacts = { scale: 2, multiple: 1, receptiveRadius: 3, white: 1, change: 0 };
  const tried = host.probe('own-1');
  expect(workers[1]?.received).toEqual([{ type: 'probe', model: 'own-1' }]);
  expect(busy).toEqual([true, false, true]);
  workers[1]?.say({ type: 'probed', facts });
  expect(await tried).toEqual(facts);
  expect(workers[1]?.terminated).toBe(true);
  expect(workers[0]?.terminated).toBe(false);
  expect(busy).toEqual([true, false, true, false]);
});

test('a model that is removed while it is tried is tried no longer; another one is', async () => {
  const { host, workers } = setUp();
  const [gone, stays] = [host.probe('own-1'), host.probe('own-2')];
  const ended = expect(gone).rejects.toMatchObject({ code: 'cancelled' });
  await host.releaseModel('own-1');
  await ended;
  expect(workers.map(({ terminated }) => terminated)).toEqual([true, false]);
  const all = expect(stays).rejects.toMatchObject({ code: 'cancelled' });
  await host.releaseModel(undefined);
  await all;
});

test('the device is described and tested in workers of their own, which end with it', async () => {
  const { host, workers } = setUp();
  const described = host.describeDevice('wasm');
  const tested = host.testDevice();
  expect(workers.map(({ received }) => received)).toEqual([
    [{ type: 'describe-device', backend: 'wasm' }],
    [{ type: 'test-device', backend: 'auto' }],
  ]);
  const test: DeviceTest = {
    browser: 'a browser',
    adapter: '',
    backend: 'wasm',
    testedAt: 1,
    checks: [],
    f16: false,
    largestBuffer: 0,
  };
  workers[0]?.say({ type: 'device', device });
  workers[1]?.say({ type: 'tested', test });
  expect(await described).toEqual(device);
  expect(await tested).toEqual(test);
  expect(workers.map(({ terminated }) => terminated)).toEqual([true, true]);
});

const looking = { task: 'create', classifier: 'looks' } as const;
const made = { blob: png, width: 2, height: 2, device };

test('the worker hears which classifier is to look, and the editor what it said', async () => {
  const { port, workers, uses } = setUp();
  port.say({ type: 'run-job', job: job(looking) });
  expect(workers[0]?.received[0]).toMatchObject({ type: 'run', classifier: 'looks' });
  workers[0]?.say({ type: 'made', ...made });
  workers[0]?.say({ type: 'stage', stage: 'looking', done: 0, total: 0 });
  await settle();
  expect(port.last('job-progress')).toMatchObject({ progress: { stage: 'looking' } });
  expect(port.last('job-done')).toBeUndefined();
  workers[0]?.say({ type: 'done', ...made, verdict: { outcome: 'explicit', score: 0.9 } });
  await settle();
  expect(port.last('job-done')).toMatchObject({ result: { blob: png, look: { outcome: 'explicit', score: 0.9 } } });
  expect(uses).toEqual([{ model: 'looks', backend: 'wasm' }]);
});

test('a job without a classifier says nothing of a look', async () => {
  const { port, workers } = setUp();
  port.say({ type: 'run-job', job: job({ task: 'create' }) });
  workers[0]?.say({ type: 'done', ...made });
  await settle();
  const done = port.last('job-done');
  expect(done?.type === 'job-done' && 'look' in done.result).toBe(false);
  expect(workers[0]?.received[0]).not.toHaveProperty('classifier');
});

test.each<[string, 'model-failed' | 'worker-lost', (worker: FakeWorker) => void]>([
  ['fails', 'model-failed', (worker) => worker.say({ type: 'failed', failure: { code: 'model-failed' }, message: 'no graph' })],
  ['takes the worker down', 'worker-lost', (worker) => void worker.onmessageerror?.(new MessageEvent('messageerror'))],
])('a look that %s costs the worker and not the picture', async (_, code, happens) => {
  const { port, workers, uses } = setUp();
  port.say({ type: 'run-job', job: job(looking) });
  const [worker] = workers;
  if (!worker) throw new Error('no worker');
  worker.say({ type: 'made', ...made });
  happens(worker);
  await settle();
  expect(port.last('job-done')).toMatchObject({ result: { blob: png, width: 2, look: { outcome: 'failed', error: { code } } } });
  expect(uses).toEqual([]);
  expect(worker.terminated).toBe(true);
  port.say({ type: 'run-job', job: job(looking) });
  expect(workers).toHaveLength(2);
});

test('a job that is cancelled while its picture is looked at is cancelled', async () => {
  const { host, port, workers } = setUp();
  const running = job(looking);
  port.say({ type: 'run-job', job: running });
  workers[0]?.say({ type: 'made', ...made });
  port.say({ type: 'cancel-job', jobId: running.jobId });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(workers[0]?.terminated).toBe(true);
  expect(port.last('job-failed')).toMatchObject({ error: { code: 'cancelled' } });
  expect(host.isBusy).toBe(false);
});

test('a classifier that a job has to do with makes no room for others', async () => {
  const { host, port } = setUp();
  port.say({ type: 'run-job', job: job(looking) });
  expect(await Promise.all(['looks', 'unused'].map((model) => host.letGo(model)))).toEqual([false, true]);
});
