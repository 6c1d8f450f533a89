/** Time and chance, so that tests can hold both. */
export interface Clock {
  /** Epoch ms. */
  now(): number;
  /** Rejects with the signal's reason once it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** 0 up to but not including 1. */
  random(): number;
}

export const realClock: Clock = {
  now: () => Date.now(),
  sleep: sleepBy((ms) => ms),
  random: () => Math.random(),
};

/** A `sleep` whose milliseconds are `scale`d before the timer gets them. */
export function sleepBy(scale: (ms: number) => number): Clock['sleep'] {
  return (ms, signal) =>
    new Promise((resolve, reject) => {
      const fail = () => {
        clearTimeout(timer);
        reject(reasonOf(signal));
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', fail);
        resolve();
      }, scale(ms));
      if (signal?.aborted) fail();
      else signal?.addEventListener('abort', fail, { once: true });
    });
}

/** Why a signal was aborted, as an error. */
export function reasonOf(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason;
  return reason instanceof Error ? reason : new DOMException('aborted', 'AbortError');
}
