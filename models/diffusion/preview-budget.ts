/** Share of a run, from the end of its first step on, that decoding previews may take. */
const mostShare = 0.2;

/**
 * Decides after which steps a preview is decoded, so that a run is not noticeably longer for it.
 *
 * The first preview is always decoded: it shows what one costs. (Where the first run of a graph compiles shaders, the second
 * one is decoded, too, and the first is not counted.) From then on one is decoded when it, with those before,
 * stays within a fifth of the time that has passed, taken to cost what the last one did. The last step's is decoded
 * where it alone does: decoding the picture itself, which follows, takes long enough to look at it.
 */
export class PreviewBudget {
  readonly #now: () => number;
  #ignoresNext: boolean;
  #startedAt: number | undefined;
  #spent = 0;
  /** What the last one took; nothing while that is not known. */
  #cost: number | undefined;

  /** @param warmsUp whether the first run says nothing of the next. */
  constructor(warmsUp: boolean, now: () => number = () => performance.now()) {
    this.#ignoresNext = warmsUp;
    this.#now = now;
  }

  /** To be asked once after every step. */
  allows(isLast: boolean): boolean {
    const now = this.#now();
    this.#startedAt ??= now;
    if (this.#cost === undefined) return true;
    return (isLast ? 0 : this.#spent) + this.#cost <= mostShare * (now - this.#startedAt);
  }

  /** Decodes a preview and notes what that takes. */
  async spend<Result>(decode: () => Promise<Result>): Promise<Result> {
    const before = this.#now();
    const result = await decode();
    if (this.#ignoresNext) {
      this.#ignoresNext = false;
      return result;
    }
    this.#cost = this.#now() - before;
    this.#spent += this.#cost;
    return result;
  }
}
