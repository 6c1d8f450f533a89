import type { JobProgress } from '../../messages/editor-port';

/** How often a running job is heard from, at least. */
export const progressIntervalMs = 250;

/**
 * Fills in progress between the units that the worker reports, which on a slow device are seconds
 * apart: the unit under way counts by the time it has taken against the mean of the finished ones,
 * up to 95 % of itself.
 */
export class ProgressClock {
  #last: JobProgress = { stage: 'preparing', done: 0, total: 0 };
  #lastAt = 0;
  #startedAt = 0;

  /** @param now milliseconds on any steady clock. */
  report(progress: JobProgress, now: number): void {
    if (progress.stage !== this.#last.stage) this.#startedAt = now;
    this.#last = progress;
    this.#lastAt = now;
  }

  estimate(now: number): JobProgress {
    const { stage, done, total } = this.#last;
    if (stage !== 'running' || done === 0 || done >= total) return this.#last;
    const perUnit = (this.#lastAt - this.#startedAt) / done;
    const part = perUnit > 0 ? Math.min(0.95, (now - this.#lastAt) / perUnit) : 0;
    return { stage, done: done + part, total };
  }
}
