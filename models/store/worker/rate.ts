const windowMs = 3000;

/** Bytes per second over the last seconds. */
export class Rate {
  #samples: { at: number; bytes: number }[] = [];
  #since: number | undefined;

  add(bytes: number, now: number): void {
    this.#since ??= now;
    const last = this.#samples.at(-1);
    // Chunks are small and many: those within a tenth of a second count as one.
    if (last && now - last.at < 100) last.bytes += bytes;
    else this.#samples.push({ at: now, bytes });
    this.#forget(now);
  }

  /** `undefined` before there is enough to tell. */
  perSecond(now: number): number | undefined {
    this.#forget(now);
    const span = Math.min(windowMs, now - (this.#since ?? now));
    if (span < 500) return undefined;
    return this.#samples.reduce((sum, { bytes }) => sum + bytes, 0) / (span / 1000);
  }

  #forget(now: number): void {
    const first = this.#samples.findIndex(({ at }) => at > now - windowMs);
    this.#samples = first < 0 ? [] : this.#samples.slice(first);
  }
}
