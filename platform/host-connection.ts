import {
  editorPortName,
  toEditor,
  type BackendChoice,
  type Device,
  type FoundParts,
  type JobProgress,
  type JobRequest,
  type JobResult,
  type PreviewPatch,
  type ToEditor,
  type ToHost,
} from '../messages/editor-port';
import { CodedError, type Failure } from '../messages/errors';
import type { PickedPicture } from '../messages/requests';
import { PortLine } from './port-line';

export interface JobListener {
  progress(progress: JobProgress): void;
  preview(patch: PreviewPatch): void;
  /** The picture is there, and is still to be looked at. */
  made(result: JobResult): void;
}

interface PendingDevice {
  resolve(device: Device): void;
  reject(error: CodedError): void;
}

interface PendingPrompt {
  resolve(end: number): void;
  reject(error: CodedError): void;
}

interface PendingSearch {
  listener: Pick<JobListener, 'progress'>;
  resolve(found: FoundParts): void;
  reject(error: CodedError): void;
}

interface PendingJob {
  listener: JobListener;
  resolve(result: JobResult): void;
  reject(error: CodedError): void;
}

/**
 * An editor's line to the compute host. Reconnects at the next use after the host went away; jobs
 * that were running then fail with `host-lost`.
 */
export class HostConnection {
  readonly #line = new PortLine<ToHost, ToEditor>({
    name: editorPortName,
    fromHost: toEditor,
    receive: (message) => this.#receive(message),
    lost: () => this.#lost(),
  });
  readonly #jobs = new Map<string, PendingJob>();
  readonly #searches = new Map<string, PendingSearch>();
  readonly #claims = new Map<string, (picture: PickedPicture | undefined) => void>();
  readonly #devices = new Map<string, PendingDevice>();
  readonly #prompts = new Map<string, PendingPrompt>();

  /** Takes a picture out of the inbox; `undefined` when it is no longer there. */
  async claimPicture(id: string): Promise<PickedPicture | undefined> {
    const post = await this.#line.open();
    return new Promise((resolve) => {
      this.#claims.set(id, resolve);
      post({ type: 'claim-picture', id });
    });
  }

  /**
   * What jobs would run on.
   *
   * @throws CodedError with the code to tell the person.
   */
  async describeDevice(backend: BackendChoice): Promise<Device> {
    const post = await this.#line.open();
    const id = crypto.randomUUID();
    return new Promise((resolve, reject) => {
      this.#devices.set(id, { resolve, reject });
      post({ type: 'describe-device', id, backend });
    });
  }

  /**
   * How much of a prompt is read by the model that would do a task.
   *
   * @returns index of the first UTF-16 unit that is not; the text's length where all is.
   * @throws CodedError with the code to tell the person.
   */
  async readPrompt(task: string, model: string | undefined, text: string): Promise<number> {
    const post = await this.#line.open();
    const id = crypto.randomUUID();
    return new Promise((resolve, reject) => {
      this.#prompts.set(id, { resolve, reject });
      post({ type: 'read-prompt', id, task, text, ...(model === undefined ? {} : { model }) });
    });
  }

  /** Gives the host up, which may then end; the next use connects anew. */
  close(): void {
    this.#line.close();
  }

  /**
   * Runs one job to its end. Aborting `signal` ends it at once, whatever it is doing.
   *
   * @throws CodedError with the code to tell the person; `cancelled` after an abort.
   */
  async runJob(signal: AbortSignal, job: JobRequest, listener: JobListener): Promise<JobResult> {
    return this.#begin(signal, job, this.#jobs, (resolve, reject) => ({ listener, resolve, reject }));
  }

  /**
   * Has a tool mark what it is about; else as `runJob`.
   *
   * @throws CodedError as `runJob`
   */
  async findParts(
    signal: AbortSignal,
    job: JobRequest & Required<Pick<JobRequest, 'find'>>,
    listener: Pick<JobListener, 'progress'>,
  ): Promise<FoundParts> {
    return this.#begin(signal, job, this.#searches, (resolve, reject) => ({ listener, resolve, reject }));
  }

  async #begin<Outcome, Pending>(
    signal: AbortSignal,
    job: JobRequest,
    waiting: Map<string, Pending>,
    pending: (resolve: (outcome: Outcome) => void, reject: (error: CodedError) => void) => Pending,
  ): Promise<Outcome> {
    const post = await this.#line.open();
    if (signal.aborted) throw new CodedError('cancelled');
    return new Promise((resolve, reject) => {
      waiting.set(job.jobId, pending(resolve, reject));
      signal.addEventListener(
        'abort',
        () => {
          if (!waiting.delete(job.jobId)) return;
          reject(new CodedError('cancelled'));
          post({ type: 'cancel-job', jobId: job.jobId });
        },
        { once: true },
      );
      post({ type: 'run-job', job });
    });
  }

  /** Ends this editor's jobs and whatever may still hold pixels of them. */
  async forget(): Promise<void> {
    // Without a line there is nothing to forget, and none is opened for it.
    (await this.#line.ifOpen())?.({ type: 'forget' });
  }

  #lost(): void {
    for (const job of this.#jobs.values()) job.reject(new CodedError('host-lost'));
    this.#jobs.clear();
    for (const search of this.#searches.values()) search.reject(new CodedError('host-lost'));
    this.#searches.clear();
    for (const claim of this.#claims.values()) claim(undefined);
    this.#claims.clear();
    for (const device of this.#devices.values()) device.reject(new CodedError('host-lost'));
    this.#devices.clear();
    for (const prompt of this.#prompts.values()) prompt.reject(new CodedError('host-lost'));
    this.#prompts.clear();
  }

  #receive(message: ToEditor): void {
    switch (message.type) {
      case 'picture':
        this.#claims.get(message.id)?.(message.picture);
        this.#claims.delete(message.id);
        return;
      case 'picture-gone':
        this.#claims.get(message.id)?.(undefined);
        this.#claims.delete(message.id);
        return;
      case 'device':
        this.#devices.get(message.id)?.resolve(message.device);
        this.#devices.delete(message.id);
        return;
      case 'device-unknown':
        this.#devices.get(message.id)?.reject(toError(message.error));
        this.#devices.delete(message.id);
        return;
      case 'prompt-read':
        this.#prompts.get(message.id)?.resolve(message.end);
        this.#prompts.delete(message.id);
        return;
      case 'prompt-unread':
        this.#prompts.get(message.id)?.reject(toError(message.error));
        this.#prompts.delete(message.id);
        return;
      case 'job-progress':
        (this.#jobs.get(message.jobId) ?? this.#searches.get(message.jobId))?.listener.progress(message.progress);
        return;
      case 'job-preview':
        this.#jobs.get(message.jobId)?.listener.preview(message.patch);
        return;
      case 'job-made':
        this.#jobs.get(message.jobId)?.listener.made(message.result);
        return;
      case 'job-done':
        this.#jobs.get(message.jobId)?.resolve(message.result);
        this.#jobs.delete(message.jobId);
        return;
      case 'job-found':
        this.#searches.get(message.jobId)?.resolve(message.found);
        this.#searches.delete(message.jobId);
        return;
      case 'job-failed':
        (this.#jobs.get(message.jobId) ?? this.#searches.get(message.jobId))?.reject(toError(message.error));
        this.#jobs.delete(message.jobId);
        this.#searches.delete(message.jobId);
        return;
    }
  }
}

function toError({ code, detail }: Failure): CodedError {
  return new CodedError(code, code, { detail });
}
