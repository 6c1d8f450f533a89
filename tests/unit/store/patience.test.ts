import { describe, expect, it } from 'vitest';
import { sleepBy, type Clock } from '../../../models/store/worker/clock';
import { backOff, Interrupted, persistently, retryAfterMs } from '../../../models/store/worker/patience';
import { Rate } from '../../../models/store/worker/rate';

function recordingClock(): { clock: Clock; waits: number[] } {
  const waits: number[] = [];
  const sleep = sleepBy(() => 0);
  const clock: Clock = {
    now: () => 1000,
    sleep: (ms, signal) => {
      waits.push(ms);
      return sleep(ms, signal);
    },
    random: () => 0,
  };
  return { clock, waits };
}

const { signal } = new AbortController();

describe('patience', () => {
  it('waits twice as long after each failure, up to half a minute, less what chance takes', () => {
    expect([1, 2, 3, 7, 8, 20].map((failures) => backOff(failures, 0))).toEqual([500, 1000, 2000, 30_000, 30_000, 30_000]);
    expect(backOff(3, 0.999)).toBeCloseTo(1001);
  });

  it('reads seconds and dates, and waits ten minutes at most', () => {
    const now = Date.parse('2026-01-01T00:00:00Z');
    expect(retryAfterMs('7', now)).toBe(7000);
    expect(retryAfterMs('Thu, 01 Jan 2026 00:00:09 GMT', now)).toBe(9000);
    expect(retryAfterMs('Wed, 31 Dec 2025 00:00:00 GMT', now)).toBe(0);
    expect(retryAfterMs('86400', now)).toBe(600_000);
    expect(retryAfterMs('soon', now)).toBeUndefined();
    expect(retryAfterMs(null, now)).toBeUndefined();
  });

  it('gives up with the code of the last failure', async () => {
    const { clock, waits } = recordingClock();
    const attempt = () => Promise.reject(new Interrupted('download-busy', { detail: 'x' }));
    const done = persistently(attempt, { clock, signal, tries: 4 });
    await expect(done).rejects.toMatchObject({ name: 'CodedError', code: 'download-busy', detail: 'x' });
    expect(waits).toEqual([500, 1000, 2000]);
  });

  it('counts anew after progress, and waits as the host asks', async () => {
    const { clock, waits } = recordingClock();
    let tries = 0;
    let came = 0;
    const until: number[] = [];
    const attempt = () => {
      tries += 1;
      if (tries === 7) return Promise.resolve('done');
      if (tries % 2 === 0) came += 1;
      return Promise.reject(new Interrupted('download-offline', tries === 5 ? { retryAfter: 7777 } : tries === 6 ? { retryAfter: 0 } : {}));
    };
    const done = persistently(attempt, { clock, signal, tries: 3, progress: () => came, onWait: (at) => until.push(at) });
    expect(await done).toBe('done');
    expect(waits).toEqual([500, 500, 1000, 500, 7777, 500]);
    expect(until).toEqual([8777, 1000]);
  });

  it('gives a host up that asks for more time than there is', async () => {
    const { clock, waits } = recordingClock();
    const attempt = () => Promise.reject(new Interrupted('download-busy', { retryAfter: 20_001 }));
    const done = persistently(attempt, { clock, signal, tries: 5, longestWait: 20_000 });
    await expect(done).rejects.toMatchObject({ code: 'download-busy' });
    expect(waits).toEqual([]);
  });

  it('ends at once when it is aborted', async () => {
    const abort = new AbortController();
    const { clock } = recordingClock();
    const attempt = () => {
      abort.abort(new Error('enough'));
      return Promise.reject(new Interrupted('download-offline'));
    };
    await expect(persistently(attempt, { clock, signal: abort.signal, tries: 9 })).rejects.toThrow('enough');
  });
});

describe('the rate', () => {
  it('is that of the last three seconds, and unknown in the first half', () => {
    const rate = new Rate();
    rate.add(100, 0);
    expect(rate.perSecond(300)).toBeUndefined();
    rate.add(100, 900);
    expect(rate.perSecond(1000)).toBe(200);
    rate.add(600, 3500);
    expect(rate.perSecond(3600)).toBeCloseTo(700 / 3);
    expect(rate.perSecond(9000)).toBe(0);
  });
});
