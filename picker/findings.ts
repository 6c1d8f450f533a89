import { isSame, type Candidate } from './candidate';
import { collect } from './collect';

/** Pages change; what was found is looked for again after this many milliseconds, when it is needed. */
const findingsLast = 1000;

/** The pictures of the page, looked for when they are needed. */
export class Findings {
  readonly #signal: AbortSignal;
  readonly #host: HTMLElement;
  readonly #changed: (first: boolean) => void;
  #candidates: readonly Candidate[] = [];
  #found: number | undefined;
  #finding: Promise<void> | undefined;

  /**
   * @param host the picker's own element, which is not searched.
   * @param changed is called after every search; `first` tells that there was none before.
   */
  constructor(signal: AbortSignal, host: HTMLElement, changed: (first: boolean) => void) {
    this.#signal = signal;
    this.#host = host;
    this.#changed = changed;
  }

  /** In reading order. A picture that is found again is the same object as before. */
  get candidates(): readonly Candidate[] {
    return this.#candidates;
  }

  /** Searches when what is known is old; one search at a time. */
  refresh(): Promise<void> {
    if (this.#found !== undefined && performance.now() - this.#found < findingsLast) return Promise.resolve();
    this.#finding ??= this.#find().finally(() => (this.#finding = undefined));
    return this.#finding;
  }

  async #find(): Promise<void> {
    const first = this.#found === undefined;
    const found = await collect(this.#signal, this.#host).catch((error: unknown) => {
      if (this.#signal.aborted) return undefined;
      throw error;
    });
    if (!found) return;
    const known = this.#candidates;
    this.#candidates = found.map((candidate) => known.find((old) => isSame(old, candidate)) ?? candidate);
    this.#found = performance.now();
    this.#changed(first);
  }
}
