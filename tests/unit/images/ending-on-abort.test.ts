import { expect, it, vi } from 'vitest';
import { endingOnAbort } from '../../../images/ending-on-abort';

const cancelled = { code: 'cancelled' };

it('gives what the work comes to, or its error', async () => {
  const { signal } = new AbortController();
  await expect(endingOnAbort(signal, () => Promise.resolve(7))).resolves.toBe(7);
  await expect(endingOnAbort(signal, () => Promise.reject(new Error('no room')))).rejects.toThrow('no room');
});

it('ends with the signal, though the work goes on', async () => {
  const abort = new AbortController();
  const ending = endingOnAbort(abort.signal, () => new Promise<never>(() => undefined));
  abort.abort();
  await expect(ending).rejects.toMatchObject(cancelled);
});

it('hears of an error after the end without another word', async () => {
  const abort = new AbortController();
  let fail = (): void => undefined;
  const ending = endingOnAbort(
    abort.signal,
    () => new Promise<never>((_, reject) => (fail = () => reject(new Error('late')))),
  );
  abort.abort();
  fail();
  await expect(ending).rejects.toMatchObject(cancelled);
});

it('does not begin after the abort', async () => {
  const work = vi.fn(() => Promise.resolve());
  await expect(endingOnAbort(AbortSignal.abort(), work)).rejects.toMatchObject(cancelled);
  expect(work).not.toHaveBeenCalled();
});
