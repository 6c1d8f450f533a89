import type { JobProgress } from '../../messages/editor-port';

/** How often a running job is heard from, at least. */
export const progressIntervalMs = 250;

/** What a unit is taken to last while nobody knows, in milliseconds: a tile on a slow processor. */
const unknownUnitMs = 2000;

/** Up to this part of itself, a unit under way counts by its time alone. */
const linearPart = 0.8;

/**
 * Fills in progress between the units that the worker reports, which on a slow device are seconds
 * apart: the unit under way counts by the time it has taken against the mean of the finished ones.
 * The first counts against what a unit of the job before took, or against a guess. One that takes
 * longer than that moves ever more slowly and never counts as finished.
 */
export class ProgressClock {
  #last: JobProgress = { stage: 'preparing', done: 0, total: 0 };
  #lastAt = 0;
  #startedAt = 0;
  /** Units that were done when they began to be counted. */
  #startedDone = 0;
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
    if (progress.stage !== this.#last.stage) {
      this.#startedAt = now;
      this.#startedDone = progress.done;
    }
    this.#last = progress;
    this.#lastAt = now;
    const done = progress.done - this.#startedDone;
    if (progress.stage === 'running' && done > 0) this.#unitMs = (now - this.#startedAt) / done;
  }

  estimate(now: number): JobProgress {
    const { stage, done, total } = this.#last;
    if (stage !== 'running' || done >= total) return this.#last;
    const unitMs = this.#unitMs;
    const part = partOf((now - this.#lastAt) / (unitMs ?? unknownUnitMs));
    return { stage, done: done + part, total, ...(unitMs === undefined ? {} : { unitMs }) };
  }
}

/**
 * How much of a unit is taken to be done, 0–1.
 *
 * @param time since it began, in expected lengths of a unit.
 */
function partOf(time: number): number {
  if (time <= linearPart) return time;
  const rest = 1 - linearPart;
  const late = (time - linearPart) / rest;
  return linearPart + (rest * late) / (1 + late);
}
