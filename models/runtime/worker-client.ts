import { CodedError } from '../../messages/errors';
import type { BackendChoice, Device, JobProgress, JobRequest, PreviewPatch } from '../../messages/editor-port';
import type { FromWorker, ToWorker } from './worker-protocol';

export interface WorkerResult {
  blob: Blob;
  width: number;
  height: number;
  device: Device;
}

export interface WorkerListener {
  progress(progress: JobProgress): void;
  preview(patch: PreviewPatch): void;
}

interface Pending {
  resolve(message: FromWorker): void;
  reject(error: Error): void;
  listener?: WorkerListener;
}

/**
 * One model worker. It does one thing at a time; after `end` or any failure it is gone for good and
 * whoever waited for it gets an error.
 */
export class WorkerClient {
  readonly #worker: Worker;
  #pending: Pending | undefined;
  #ended = false;
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

  /** @throws CodedError as the job failed; `worker-lost` when the worker died, `cancelled` after `end`. */
  async run(job: JobRequest, listener: WorkerListener): Promise<WorkerResult> {
    const { task, options, input, backend, previewSize } = job;
    const reply = await this.#ask({ type: 'run', task, options, input, backend, previewSize }, listener);
    if (reply.type !== 'done') throw new CodedError('worker-lost', reply.type);
    return reply;
  }

  /** Ends the worker at once, whatever it is doing. */
  end(): void {
    this.#fail(new CodedError('cancelled'));
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
      case 'device':
      case 'done':
        this.#pending = undefined;
        pending?.resolve(message);
        return;
      case 'failed':
        this.#fail(new CodedError(message.code, message.message));
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
    this.#worker.terminate();
    const pending = this.#pending;
    this.#pending = undefined;
    pending?.reject(error);
  }
}
