import { expect, test, vi } from 'vitest';
import { beginDownload } from '../../../components/library/begin-download';
import { CodedError } from '../../../messages/errors';

const works = () => ({ allowDownloads: vi.fn(() => Promise.resolve()), remove: vi.fn(() => Promise.resolve()) });
const isNew = () => false;

/** A step that is under way until it is told to end. */
function open<T>() {
  let end: (value: T) => void = () => undefined;
  let fail: (error: unknown) => void = () => undefined;
  const promise = new Promise<T>((resolve, reject) => {
    end = resolve;
    fail = reject;
  });
  return { promise, end, fail };
}

test('a download begins once the browser allows it', async () => {
  const services = works();
  const begin = vi.fn(() => Promise.resolve('m'));
  expect(await beginDownload(services, new AbortController().signal, begin, isNew)).toBe(true);
  expect(begin).toHaveBeenCalledOnce();
  expect(services.remove).not.toHaveBeenCalled();
  const declined = { ...works(), allowDownloads: () => Promise.reject(new CodedError('permission-declined')) };
  await expect(beginDownload(declined, new AbortController().signal, begin, isNew)).rejects.toThrow('permission-declined');
  expect(begin).toHaveBeenCalledOnce();
});

test('a yes that is taken back while the browser asks begins nothing', async () => {
  const asking = open<undefined>();
  const abort = new AbortController();
  const begin = vi.fn(() => Promise.resolve('m'));
  const done = beginDownload({ ...works(), allowDownloads: () => asking.promise.then(() => undefined) }, abort.signal, begin, isNew);
  abort.abort();
  asking.end(undefined);
  expect(await done).toBe(false);
  expect(begin).not.toHaveBeenCalled();
});

test('what has begun is removed once the yes is taken back, and what was there before stays', async () => {
  const held = new Set(['old']);
  for (const [model, removed] of [['new', 1], ['old', 0]] as const) {
    const services = works();
    const beginning = open<string>();
    const abort = new AbortController();
    const begin = vi.fn(() => beginning.promise);
    const done = beginDownload(services, abort.signal, begin, (id) => held.has(id));
    await vi.waitFor(() => expect(begin).toHaveBeenCalled());
    abort.abort();
    beginning.end(model);
    expect(await done).toBe(false);
    expect(services.remove).toHaveBeenCalledTimes(removed);
  }
});

test('what fails after the yes was taken back is told to nobody, unless it is that something stays', async () => {
  const beginning = open<string>();
  const abort = new AbortController();
  const begin = vi.fn(() => beginning.promise);
  const done = beginDownload(works(), abort.signal, begin, isNew);
  await vi.waitFor(() => expect(begin).toHaveBeenCalled());
  abort.abort();
  beginning.fail(new CodedError('download-offline'));
  expect(await done).toBe(false);
  const stays = { ...works(), remove: () => Promise.reject(new CodedError('store-lost')) };
  const late = new AbortController();
  const begins = () => Promise.resolve('m').finally(() => late.abort());
  await expect(beginDownload(stays, late.signal, begins, isNew)).rejects.toThrow('store-lost');
});
