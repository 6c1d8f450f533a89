import type { FromStore, ToStore } from './protocol';

/** What a store worker is heard to say, or that it is gone. */
export type StoreNews = Exclude<FromStore, { type: 'alive' }> | { type: 'lost' };

/** Starts the store worker, which is a file of its own in the package (`entrypoints/store-worker.ts`). */
export function createStoreWorker(): Worker {
  return new Worker('/store-worker.js', { name: 'store-worker' });
}

/** One store worker; after `end`, or its own end, it is gone for good. */
export class StoreClient {
  readonly #worker: Worker;
  readonly #hear: (news: StoreNews) => void;
  #ended = false;

  constructor(createWorker: () => Worker, hear: (news: StoreNews) => void) {
    this.#hear = hear;
    this.#worker = createWorker();
    this.#worker.onmessage = ({ data }: MessageEvent<FromStore>) => {
      if (this.#ended) return;
      if (data.type === 'alive') this.#watch(data.lock);
      else hear(data);
    };
    this.#worker.onerror = (event) => this.#lose(event.message);
    this.#worker.onmessageerror = () => this.#lose('unreadable message');
  }

  post(message: ToStore): void {
    this.#worker.postMessage(message);
  }

  /** Ends it without a word; what was fetched so far is found again by the next one. */
  end(): void {
    this.#ended = true;
    this.#worker.terminate();
  }

  /** No event tells that a worker died; the browser gives its lock on when it does. */
  #watch(lock: string): void {
    void navigator.locks.request(lock, () => this.#lose('gone'));
  }

  #lose(why: string): void {
    if (this.#ended) return;
    this.end();
    console.error(`store worker: ${why}`);
    this.#hear({ type: 'lost' });
  }
}
