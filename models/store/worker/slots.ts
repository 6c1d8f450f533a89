import { reasonOf } from './clock';

/** Lets a number of holders in at a time, the others in the order in which they came. */
export class Slots {
  #free: number;
  readonly #queue: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  /** Resolves to what gives the slot back, which must be called once. Rejects once aborted. */
  take(signal: AbortSignal): Promise<() => void> {
    return new Promise((resolve, reject) => {
      const enter = () => {
        signal.removeEventListener('abort', leave);
        resolve(() => this.#next());
      };
      const leave = () => {
        this.#queue.splice(this.#queue.indexOf(enter), 1);
        reject(reasonOf(signal));
      };
      if (signal.aborted) {
        reject(reasonOf(signal));
      } else if (this.#free > 0) {
        this.#free -= 1;
        enter();
      } else {
        signal.addEventListener('abort', leave, { once: true });
        this.#queue.push(enter);
      }
    });
  }

  #next(): void {
    const enter = this.#queue.shift();
    if (enter) enter();
    else this.#free += 1;
  }
}
