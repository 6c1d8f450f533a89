import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Library, LibraryCommand, ToLibraryPage } from '../../../messages/library';

const { Line, lines, permissions, page } = await vi.hoisted(async () => {
  const { FakePort } = await import('./fake-port');
  class FakeLine extends FakePort<LibraryCommand> {
    override say(message: ToLibraryPage): void {
      super.say(message);
    }
  }
  const lines: FakeLine[] = [];
  return {
    Line: FakeLine,
    lines,
    permissions: { request: vi.fn<(asked: { origins: string[] }) => Promise<boolean>>() },
    page: Object.assign(new EventTarget(), { visibilityState: 'visible' }),
  };
});

const prepare = vi.hoisted(() => vi.fn(() => Promise.resolve({})));
vi.mock('../../../platform/requests', () => ({ sendRequest: prepare }));
vi.mock('../../../platform/browser', () => ({
  browser: {
    extension: { inIncognitoContext: false },
    permissions,
    runtime: {
      connect: () => {
        const line = new Line();
        lines.push(line);
        return line;
      },
    },
  },
}));

const { LibraryConnection } = await import('../../../platform/library-connection');

const library: Library = { models: [], storage: { models: 0, free: 1, persisted: false }, limit: 0 };
const other: Library = { ...library, storage: { ...library.storage, free: 2 } };
const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('document', page);
  page.visibilityState = 'visible';
  lines.length = 0;
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

test('whoever watches is told the state at once and after every change, on one line', async () => {
  const connection = new LibraryConnection();
  const [first, second] = [vi.fn(), vi.fn()];
  connection.watch(first);
  await settle();
  lines[0]?.say({ type: 'library', library });
  expect(first).toHaveBeenCalledExactlyOnceWith(library);
  const stop = connection.watch(second);
  expect(second).toHaveBeenCalledExactlyOnceWith(library);
  await settle();
  expect(lines).toHaveLength(1);
  stop();
  lines[0]?.say({ type: 'library', library: other });
  expect(first).toHaveBeenLastCalledWith(other);
  expect(second).toHaveBeenCalledOnce();
});

test('a command ends as its answer says, detail included', async () => {
  const connection = new LibraryConnection();
  const [right, wrong] = [connection.pause('model-a'), connection.resume('model-b')];
  await settle();
  const [pause, resume] = lines[0]?.received ?? [];
  expect(pause).toMatchObject({ type: 'pause', model: 'model-a' });
  expect(resume).toMatchObject({ type: 'resume', model: 'model-b' });
  lines[0]?.say({ type: 'failed', request: resume?.request ?? '', failure: { code: 'storage-full', detail: '7' } });
  await expect(wrong).rejects.toMatchObject({ code: 'storage-full', detail: '7' });
  expect(lines[0]?.disconnected).toBe(false);
  lines[0]?.say({ type: 'done', request: pause?.request ?? '' });
  await right;
  // Nobody needs the line any more: the host may go.
  await settle();
  expect(lines[0]?.disconnected).toBe(true);
});

test('who adds a graph is told which model that is', async () => {
  const connection = new LibraryConnection();
  const added = connection.add('owner/name', 'a'.repeat(40), 'model.onnx');
  await settle();
  lines[0]?.say({ type: 'done', request: lines[0].received[0]?.request ?? '', model: 'hub-1' });
  expect(await added).toBe('hub-1');
});

test('leaving a page in the middle of a question does not cut it short', async () => {
  const connection = new LibraryConnection();
  const stop = connection.watch(() => undefined);
  const found = connection.lookUp('owner/name');
  stop();
  await settle();
  const repository = { repo: 'owner/name', commit: 'a'.repeat(40), licence: 'mit', graphs: [] };
  lines[0]?.say({ type: 'repository', request: lines[0].received[0]?.request ?? '', repository });
  expect(await found).toEqual(repository);
  expect(lines).toHaveLength(1);
});

test('a host that goes away fails what was asked, and the next one tells its state', async () => {
  const connection = new LibraryConnection();
  const listener = vi.fn();
  connection.watch(listener);
  await settle();
  lines[0]?.say({ type: 'library', library });
  const asked = expect(connection.verify('model-a')).rejects.toMatchObject({ code: 'host-lost' });
  await settle();
  lines[0]?.cut();
  await asked;
  await vi.advanceTimersByTimeAsync(1000);
  expect(lines).toHaveLength(2);
  lines[1]?.say({ type: 'library', library: other });
  expect(listener).toHaveBeenLastCalledWith(other);
});

test('a line that died unheard is an error that a person can be told', async () => {
  const connection = new LibraryConnection();
  connection.watch(() => undefined);
  await settle();
  if (lines[0]) lines[0].isDead = true;
  await expect(connection.removeAll()).rejects.toMatchObject({ code: 'host-lost' });
});

test('a page that nobody looks at wakes no host; it connects when it is looked at, and tries until it can', async () => {
  const connection = new LibraryConnection();
  page.visibilityState = 'hidden';
  connection.watch(() => undefined);
  await vi.advanceTimersByTimeAsync(5000);
  expect(lines).toHaveLength(0);
  vi.spyOn(console, 'error').mockReturnValue();
  prepare.mockRejectedValueOnce(new Error('nobody answers'));
  page.visibilityState = 'visible';
  page.dispatchEvent(new Event('visibilitychange'));
  await vi.advanceTimersByTimeAsync(1000);
  expect(lines).toHaveLength(1);
});

test('Firefox is asked for the model hosts within the click; a no is told', async () => {
  vi.stubEnv('FIREFOX', 'true');
  permissions.request.mockResolvedValueOnce(false);
  const allowed = new LibraryConnection().allowDownloads();
  expect(permissions.request).toHaveBeenCalledExactlyOnceWith({
    origins: ['https://huggingface.co/*', 'https://*.hf.co/*'],
  });
  await expect(allowed).rejects.toMatchObject({ code: 'permission-declined' });
});

test('other browsers are asked for nothing', async () => {
  vi.stubEnv('FIREFOX', '');
  permissions.request.mockClear();
  await new LibraryConnection().allowDownloads();
  expect(permissions.request).not.toHaveBeenCalled();
});
