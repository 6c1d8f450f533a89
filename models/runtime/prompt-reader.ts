import { CodedError } from '../../messages/errors';
import { WorkerClient } from './worker-client';

/** How long the worker is kept after the last prompt: people write in bursts. */
const idleMs = 30_000;

/**
 * Tells how much of a prompt a model reads, in a worker of its own: the model worker may be in the middle of a step
 * and not answer for seconds. It holds no more than the tokenizer.
 */
export class PromptReader {
  readonly #createWorker: () => Worker;
  #worker: WorkerClient | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The end of what was asked last: a worker does one thing at a time. */
  #last: Promise<unknown> = Promise.resolve();
  /** What was asked before `end` is not answered after it. */
  #session = new AbortController();

  constructor(createWorker: () => Worker) {
    this.#createWorker = createWorker;
  }

  /**
   * @returns index of the first UTF-16 unit of `text` that is not read; its length where all is
   * @throws CodedError `model-missing`, `model-damaged`, `model-failed`, `worker-lost`; `cancelled` after `end`
   */
  read(task: string, model: string | undefined, text: string): Promise<number> {
    const { signal } = this.#session;
    const answer = this.#last.then(async () => {
      signal.throwIfAborted();
      clearTimeout(this.#timer);
      if (!this.#worker || this.#worker.ended) this.#worker = new WorkerClient(this.#createWorker);
      const end = await this.#worker.readPrompt(task, model, text);
      signal.throwIfAborted();
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.end(), idleMs);
      return end;
    });
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  /** Lets go of the model that it reads for, and of what was written; what is read after it is read anew. */
  end(): void {
    this.#session.abort(new CodedError('cancelled'));
    this.#session = new AbortController();
    this.#last = Promise.resolve();
    clearTimeout(this.#timer);
    this.#worker?.end();
    this.#worker = undefined;
  }
}
