import type { JobProgress } from '../../messages/editor-port';

/** How often a running job is heard from, at least. */
export const progressIntervalMs = 250;

/** What the first unit is taken to last where nobody knows, in milliseconds: a tile on a slow processor. */
const unknownUnitMs = 2000;

/** Up to this part of itself, a unit under way counts by its time alone. */
const linearPart = 0.8;

/**
 * Fills in progress between the units that the worker reports, which on a slow device are seconds
 * apart: the unit under way counts by the time it has taken against the mean of the finished ones, or,
 * for the first, against what it is expected to take. A unit that takes longer moves ever slower and
 * never counts as finished.
 */
export class ProgressClock {
  #last: JobProgress = { stage: 'preparing', done: 0, total: 0 };
  #lastAt = 0;
  #startedAt = 0;
  #expectedMs = unknownUnitMs;

  /**
   * @param now milliseconds on any steady clock.
   * @param unitMs how long a unit is expected to take, in milliseconds, where that is known.
   */
  report(progress: JobProgress, now: number, unitMs?: number): void {
    if (progress.stage !== this.#last.stage) this.#startedAt = now;
    this.#last = progress;
    this.#lastAt = now;
    this.#expectedMs = unitMs ?? this.#expectedMs;
  }

  estimate(now: number): JobProgress {
    const { stage, done, total } = this.#last;
    if (stage !== 'running' || done >= total) return this.#last;
    const unitMs = done > 0 ? (this.#lastAt - this.#startedAt) / done : this.#expectedMs;
    return { stage, done: done + partOf((now - this.#lastAt) / Math.max(1, unitMs)), total };
  }
}

/** @param time since the unit began, in lengths of a unit. */
function partOf(time: number): number {
  if (time <= linearPart) return Math.max(0, time);
  const rest = 1 - linearPart;
  const late = (time - linearPart) / rest;
  return linearPart + (rest * late) / (1 + late);
}
