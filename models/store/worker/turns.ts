/** Does what concerns one thing one after the other. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  /** What `work` gives, which begins when all that was asked for the same `key` before has ended. */
  async take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key) ?? Promise.resolve();
    const done = before.then(work);
    // Whoever asked for it hears of a failure; the next one begins all the same.
    const settled = done.catch(() => undefined);
    this.#last.set(key, settled);
    try {
      return await done;
    } finally {
      if (this.#last.get(key) === settled) this.#last.delete(key);
    }
  }
}
