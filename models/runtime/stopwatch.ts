import type { JobStage } from '../../messages/editor-port';

/** Shorter work says more about the start than about the speed. */
const leastSeconds = 0.5;

/** Times the tiles of a job, from the first to the last. */
export class Stopwatch {
  readonly #now: () => number;
  #startedAt: number | undefined;
  #endedAt: number | undefined;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  stage(stage: JobStage, done: number, total: number): void {
    if (stage !== 'running' || total === 0) return;
    if (done === 0) this.#startedAt = this.#now();
    if (done === total) this.#endedAt = this.#now();
  }

  /** Input megapixels per second; nothing where the work was too short to tell. */
  speed({ width, height }: { width: number; height: number }): { megapixelsPerSecond?: number } {
    if (this.#startedAt === undefined || this.#endedAt === undefined) return {};
    const seconds = (this.#endedAt - this.#startedAt) / 1000;
    return seconds < leastSeconds ? {} : { megapixelsPerSecond: (width * height) / 1e6 / seconds };
  }
}
