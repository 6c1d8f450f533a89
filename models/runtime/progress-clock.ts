import type { JobProgress } from '../../messages/editor-port';

/** How often a running job is heard from, at least. */
export const progressIntervalMs = 250;

/**
 * Fills in progress between the units that the worker reports, which on a slow device are seconds
 * apart: the unit under way counts by the time it has taken against the mean of the finished ones,
 * up to 95 % of itself. The first counts against what a unit of the job before took.
 */
export class ProgressClock {
  #last: JobProgress = { stage: 'preparing', done: 0, total: 0 };
  #lastAt = 0;
  #startedAt = 0;
  #unitMs: number | undefined;

  /** @param unitMs what a unit takes, as far as that is known from an earlier job. */
  constructor(unitMs?: number) {
    this.#unitMs = unitMs;
  }

  /** Milliseconds that a unit takes; `undefined` while none was finished and nothing is known. */
  get unitMs(): number | undefined {
    return this.#unitMs;
  }

  /** @param now milliseconds on any steady clock. */
  report(progress: JobProgress, now: number): void {
    if (progress.stage !== this.#last.stage) this.#startedAt = now;
    this.#last = progress;
    this.#lastAt = now;
    if (progress.stage === 'running' && progress.done > 0) {
      this.#unitMs = (now - this.#startedAt) / progress.done;
    }
  }

  estimate(now: number): JobProgress {
    const { stage, done, total } = this.#last;
    if (stage !== 'running' || done >= total || !this.#unitMs) return this.#last;
    const part = Math.min(0.95, (now - this.#lastAt) / this.#unitMs);
    return { stage, done: done + part, total };
  }
}
