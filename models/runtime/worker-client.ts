import { CodedError, toFailure } from '../../messages/errors';
import type { BackendChoice, Device, JobProgress, JobRequest, Look, Pointed, PreviewPatch } from '../../messages/editor-port';
import type { ErrorCode } from '../../messages/errors';
import type { DeviceTest } from '../../messages/library';
import type { ProbedFacts } from '../store/protocol';
import type { FinishedRun, FinishedSearch, FromWorker, ToWorker } from './worker-protocol';

export interface WorkerResult extends FinishedRun {
  /** Where the job had a classifier. */
  look?: Look;
}

export interface WorkerListener {
  progress(progress: JobProgress): void;
  preview(patch: PreviewPatch): void;
  /** The picture is there, and is still to be looked at. */
  made?(run: FinishedRun): void;
}

interface Pending {
  resolve(message: FromWorker): void;
  reject(error: Error): void;
  listener?: WorkerListener;
  /** What a job has made that is still being looked at. */
  made?: Extract<FromWorker, { type: 'made' }>;
}

/**
 * One model worker. It does one thing at a time; after `end` or any failure it is gone for good and
 * whoever waited for it gets an error.
 */
export class WorkerClient {
  readonly #worker: Worker;
  #pending: Pending | undefined;
  #ended = false;
  /** Why it ended. */
  #failure: CodedError | undefined;
  #stopTimer: ReturnType<typeof setTimeout> | undefined;
  #tellGone: () => void = () => undefined;

  /** Resolves when the browser has really taken the worker down, which is later than `end`. */
  readonly gone = new Promise<void>((resolve) => {
    this.#tellGone = resolve;
  });

  constructor(createWorker: () => Worker) {
    this.#worker = createWorker();
    this.#worker.onmessage = (event: MessageEvent<FromWorker>) => this.#receive(event.data);
    this.#worker.onerror = (event) => this.#fail(new CodedError('worker-lost', event.message));
    this.#worker.onmessageerror = () => this.#fail(new CodedError('worker-lost', 'unreadable message'));
  }

  get ended(): boolean {
    return this.#ended;
  }

  async describeDevice(backend: BackendChoice): Promise<Device> {
    const reply = await this.#ask({ type: 'describe-device', backend });
    if (reply.type !== 'device') throw new CodedError('worker-lost', reply.type);
    return reply.device;
  }

  /** Finds out what the device computes; in a worker of its own, since a GPU that a check loses stays lost. */
  async testDevice(backend: BackendChoice): Promise<DeviceTest> {
    const reply = await this.#ask({ type: 'test-device', backend });
    if (reply.type !== 'tested') throw new CodedError('worker-lost', reply.type);
    return reply.test;
  }

  /**
   * Runs a job. What goes wrong once its picture is there, and only a look at it is left, costs the worker and not the picture.
   *
   * @throws CodedError as the job failed; `worker-lost` when the worker died, `cancelled` after `end`.
   */
  async run(job: JobRequest, listener: WorkerListener): Promise<WorkerResult> {
    const { task, options, input, beside, mask, backend, model, classifier, previewSize } = job;
    const about = { ...(beside ? { beside } : {}), ...(model === undefined ? {} : { model }), ...(classifier === undefined ? {} : { classifier }) };
    const reply = await this.#ask({ type: 'run', task, options, input, mask, backend, previewSize, ...about }, listener);
    if (reply.type === 'made') return { ...finishedRun(reply), look: { outcome: 'failed', error: toFailure(this.#failure) } };
    if (reply.type !== 'done') throw new CodedError('worker-lost', reply.type);
    return { ...finishedRun(reply), ...(reply.verdict ? { look: reply.verdict } : {}) };
  }

  /** Has a tool mark what it is about, or what is at a place. @throws CodedError as `run` */
  async find(job: JobRequest, at: Pointed | undefined, listener: WorkerListener): Promise<FinishedSearch> {
    const { task, options, input, backend, model } = job;
    if (!input) throw new CodedError('options-invalid', `${task} without a picture`);
    const about = { ...(model === undefined ? {} : { model }), ...(at === undefined ? {} : { at }) };
    const reply = await this.#ask({ type: 'find', task, options, input, backend, ...about }, listener);
    if (reply.type !== 'found') throw new CodedError('worker-lost', reply.type);
    const { shapes, device, use } = reply;
    return { shapes, device, ...(use ? { use } : {}) };
  }

  /** How much of a prompt is read by the model that would do the task: index of the first UTF-16 unit that is not. */
  async readPrompt(task: string, model: string | undefined, text: string): Promise<number> {
    const reply = await this.#ask({ type: 'read-prompt', task, model, text });
    if (reply.type !== 'prompt-read') throw new CodedError('worker-lost', reply.type);
    return reply.end;
  }

  /** @throws CodedError as trying it failed. */
  async probe(model: string): Promise<ProbedFacts> {
    const reply = await this.#ask({ type: 'probe', model });
    if (reply.type !== 'probed') throw new CodedError('worker-lost', reply.type);
    return reply.facts;
  }

  /** Ends the worker at once, whatever it is doing, which then fails with `code`. */
  end(code: ErrorCode = 'cancelled'): void {
    this.#fail(new CodedError(code));
  }

  /**
   * Lets the worker end its job by itself, at its next step, so that what it has open stays open; ends it where that takes
   * longer than `patienceMs`.
   */
  stop(patienceMs: number): void {
    if (this.#ended || !this.#pending) return;
    this.#worker.postMessage({ type: 'stop' } satisfies ToWorker);
    clearTimeout(this.#stopTimer);
    this.#stopTimer = setTimeout(() => this.end(), patienceMs);
  }

  #ask(message: ToWorker, listener?: WorkerListener): Promise<FromWorker> {
    if (this.#ended) return Promise.reject(new CodedError('worker-lost'));
    return new Promise((resolve, reject) => {
      this.#pending = { resolve, reject, ...(listener ? { listener } : {}) };
      this.#worker.postMessage(message);
    });
  }

  #receive(message: FromWorker): void {
    const pending = this.#pending;
    switch (message.type) {
      case 'alive':
        this.#watch(message.lock);
        return;
      case 'stage':
        pending?.listener?.progress({ stage: message.stage, done: message.done, total: message.total });
        return;
      case 'preview':
        pending?.listener?.preview(message.patch);
        return;
      case 'made':
        if (pending) pending.made = message;
        pending?.listener?.made?.(finishedRun(message));
        return;
      case 'device':
      case 'tested':
      case 'probed':
      case 'done':
      case 'found':
      case 'prompt-read':
        clearTimeout(this.#stopTimer);
        this.#pending = undefined;
        pending?.resolve(message);
        return;
      case 'stopped':
        clearTimeout(this.#stopTimer);
        this.#pending = undefined;
        pending?.reject(new CodedError('cancelled'));
        return;
      case 'failed':
        this.#fail(new CodedError(message.failure.code, message.message, { detail: message.failure.detail }));
        return;
    }
  }

  /** No event tells that a worker died; the browser gives its lock on when it does. */
  #watch(lock: string): void {
    void navigator.locks.request(lock, () => {
      this.#fail(new CodedError('worker-lost'));
      this.#tellGone();
    });
  }

  #fail(error: CodedError): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#stopTimer);
    this.#worker.terminate();
    const pending = this.#pending;
    this.#pending = undefined;
    this.#failure = error;
    if (pending?.made && error.code !== 'cancelled') pending.resolve(pending.made);
    else pending?.reject(error);
  }
}

function finishedRun({ blob, width, height, device, use, previewer }: FinishedRun): FinishedRun {
  return { blob, width, height, device, ...(use ? { use } : {}), ...(previewer === undefined ? {} : { previewer }) };
}
