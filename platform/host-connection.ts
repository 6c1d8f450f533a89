import {
  editorPortName,
  toEditor,
  type BackendChoice,
  type Device,
  type JobProgress,
  type JobRequest,
  type JobResult,
  type PreviewPatch,
  type ToHost,
} from '../messages/editor-port';
import { CodedError } from '../messages/errors';
import { prepareHost, type PickedPicture } from '../messages/requests';
import { browser, type Browser } from './browser';
import { sendRequest } from './requests';

export interface JobListener {
  progress(progress: JobProgress): void;
  preview(patch: PreviewPatch): void;
}

interface PendingDevice {
  resolve(device: Device): void;
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
  #port: Promise<Browser.runtime.Port> | undefined;
  readonly #jobs = new Map<string, PendingJob>();
  readonly #claims = new Map<string, (picture: PickedPicture | undefined) => void>();
  readonly #devices = new Map<string, PendingDevice>();

  /** Takes a picture out of the inbox; `undefined` when it is no longer there. */
  async claimPicture(id: string): Promise<PickedPicture | undefined> {
    const port = await this.#connected();
    return new Promise((resolve) => {
      this.#claims.set(id, resolve);
      this.#post(port, { type: 'claim-picture', id });
    });
  }

  /**
   * What jobs would run on.
   *
   * @throws CodedError with the code to tell the person.
   */
  async describeDevice(backend: BackendChoice): Promise<Device> {
    const port = await this.#connected();
    const id = crypto.randomUUID();
    return new Promise((resolve, reject) => {
      this.#devices.set(id, { resolve, reject });
      this.#post(port, { type: 'describe-device', id, backend });
    });
  }

  /** Gives the host up, which may then end; the next use connects anew. */
  async close(): Promise<void> {
    const port = await this.#port;
    port?.disconnect();
    // The side that disconnects hears no event of it.
    this.#disconnected();
  }

  /**
   * Runs one job to its end. Aborting `signal` ends it at once, whatever it is doing.
   *
   * @throws CodedError with the code to tell the person; `cancelled` after an abort.
   */
  async runJob(signal: AbortSignal, job: JobRequest, listener: JobListener): Promise<JobResult> {
    const port = await this.#connected();
    if (signal.aborted) throw new CodedError('cancelled');
    return new Promise((resolve, reject) => {
      this.#jobs.set(job.jobId, { listener, resolve, reject });
      signal.addEventListener(
        'abort',
        () => {
          if (!this.#jobs.delete(job.jobId)) return;
          this.#post(port, { type: 'cancel-job', jobId: job.jobId });
          reject(new CodedError('cancelled'));
        },
        { once: true },
      );
      this.#post(port, { type: 'run-job', job });
    });
  }

  /** Ends this editor's jobs and whatever may still hold pixels of them. */
  async forget(): Promise<void> {
    // Without a line there is nothing to forget, and none is opened for it.
    const port = await this.#port;
    if (port) this.#post(port, { type: 'forget' });
  }

  #post(port: Browser.runtime.Port, message: ToHost): void {
    port.postMessage(message);
  }

  #connected(): Promise<Browser.runtime.Port> {
    this.#port ??= this.#connect().catch((error: unknown) => {
      this.#port = undefined;
      throw error;
    });
    return this.#port;
  }

  async #connect(): Promise<Browser.runtime.Port> {
    await sendRequest(prepareHost, {});
    const port = browser.runtime.connect({ name: editorPortName });
    port.onMessage.addListener((message: unknown) => this.#receive(message));
    port.onDisconnect.addListener(() => this.#disconnected());
    return port;
  }

  #disconnected(): void {
    this.#port = undefined;
    for (const job of this.#jobs.values()) job.reject(new CodedError('host-lost'));
    this.#jobs.clear();
    for (const claim of this.#claims.values()) claim(undefined);
    this.#claims.clear();
    for (const device of this.#devices.values()) device.reject(new CodedError('host-lost'));
    this.#devices.clear();
  }

  #receive(input: unknown): void {
    const parsed = toEditor.safeParse(input);
    if (!parsed.success) return;
    const message = parsed.data;
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
        this.#devices.get(message.id)?.reject(new CodedError(message.error.code));
        this.#devices.delete(message.id);
        return;
      case 'job-progress':
        this.#jobs.get(message.jobId)?.listener.progress(message.progress);
        return;
      case 'job-preview':
        this.#jobs.get(message.jobId)?.listener.preview(message.patch);
        return;
      case 'job-done':
        this.#jobs.get(message.jobId)?.resolve(message.result);
        this.#jobs.delete(message.jobId);
        return;
      case 'job-failed': {
        const { code, detail } = message.error;
        this.#jobs.get(message.jobId)?.reject(new CodedError(code, code, { detail }));
        this.#jobs.delete(message.jobId);
        return;
      }
    }
  }
}
