import { toHost, type BackendChoice, type Device, type JobRequest, type JobResult, type Pointed, type ToEditor, type ToHost } from '../../messages/editor-port';
import { toErrorCode, toFailure, type ErrorCode } from '../../messages/errors';
import type { DeviceTest } from '../../messages/library';
import type { PickedPicture } from '../../messages/requests';
import type { ProbedFacts, Use } from '../store/protocol';
import { findTask } from '../tasks/registry';
import type { OptionValues } from '../tasks/task';
import { Inbox } from './inbox';
import { PromptReader } from './prompt-reader';
import { ProgressClock, progressIntervalMs } from './progress-clock';
import { WorkerClient, type WorkerListener, type WorkerResult } from './worker-client';
import type { FinishedSearch } from './worker-protocol';

/**
 * Results above this many pixels end the worker before they are shown, so that what it still holds
 * and what showing the picture takes do not add up; starting anew is a small part of such a job.
 */
const largeResultPixels = 8_000_000;

/** How long a result waits for the end of the worker that made it. */
const patienceMs = 2000;

/** How long a job that was cancelled may take to end by itself. */
const stopPatienceMs = 4000;

/**
 * Threads of WebAssembly that wait for work sleep through the end of their worker. Chromium ends them
 * two seconds later by force (`kForcibleTerminationDelay` in its `worker_thread.cc`), and only then
 * gives the memory back that they share. Nothing tells when.
 */
const threadsLingerMs = 2200;

/** The part of `runtime.Port` that the host uses. */
export interface EditorPort {
  readonly sender?: { tab?: { incognito?: boolean } | undefined } | undefined;
  postMessage(message: ToEditor): void;
  disconnect(): void;
  onMessage: { addListener(listener: (message: unknown) => void): void };
  onDisconnect: { addListener(listener: () => void): void };
}

function after(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Of a job's options those that say how long a unit takes: words do not, and are not kept. */
function timedOptions({ task, options }: JobRequest): Partial<OptionValues> {
  const { width, height } = options;
  return findTask(task)?.generates ? { ...(width === undefined || height === undefined ? {} : { width, height }) } : options;
}

/** The models of the store that a job used. A classifier's speed is not told: it is the same little for every picture. */
function usesOf({ classifier }: JobRequest, { use, look, previewer, device }: WorkerResult): Use[] {
  const looked = classifier !== undefined && look !== undefined && look.outcome !== 'failed';
  return [
    ...(use ? [use] : []),
    ...(previewer === undefined ? [] : [{ model: previewer, backend: device.backend }]),
    ...(looked ? [{ model: classifier, backend: 'wasm' } as const] : []),
  ];
}

function resultOf({ blob, width, height, device, use, look }: WorkerResult): JobResult {
  return { blob, width, height, device, ...(use ? { model: use.model } : {}), ...(look ? { look } : {}) };
}

interface QueuedJob {
  request: JobRequest;
  port: EditorPort;
  /** It was cancelled and may end by itself. */
  isStopped?: true;
}

/** What a worker is asked to do for a job. */
type Work<Outcome> = (worker: WorkerClient, request: JobRequest, listener: WorkerListener) => Promise<Outcome>;

export interface HostOptions {
  createWorker(): Worker;
  /** How long a worker is kept after its last job: WebAssembly memory comes back only with its end. */
  idleWorkerMs?: number;
  /** Told when a model of the store has done a job of a window that is not private. */
  onUse?(use: Use): void;
  /** Told whenever the host starts or stops having something to do. */
  onBusyChange(busy: boolean): void;
}

/**
 * The compute host: the inbox, one queue of jobs, one model worker. It runs in the offscreen document
 * (Chrome) or the background page (Firefox) and holds a picture only while a job runs on it.
 */
export class ComputeHost {
  readonly #options: HostOptions;
  readonly #prompts: PromptReader;
  readonly #inbox = new Inbox(() => this.#busyChanged());
  readonly #ports = new Set<EditorPort>();
  readonly #queue: QueuedJob[] = [];
  /** What a unit of work took the last time, by tool, options and backend; another one whenever an editor is forgotten. */
  #unitMs = new Map<string, number>();
  /** Models that are being tried. */
  readonly #probing = new Map<string, WorkerClient>();
  #current: QueuedJob | undefined;
  #worker: WorkerClient | undefined;
  #idleTimer: ReturnType<typeof setTimeout> | undefined;
  #busy = false;
  /** The worker is not to live on after the job that it is doing for another editor. */
  #endAfterJob = false;

  constructor(options: HostOptions) {
    this.#options = options;
    this.#prompts = new PromptReader(() => options.createWorker());
  }

  /** Whether an editor is connected. */
  get hasEditors(): boolean {
    return this.#ports.size > 0;
  }

  get isBusy(): boolean {
    return this.#current !== undefined || this.#queue.length > 0 || this.#probing.size > 0 || !this.#inbox.isEmpty;
  }

  /** @returns the id by which an editor claims it. */
  storePicture(picture: PickedPicture): string {
    return this.#inbox.put(picture);
  }

  /**
   * Ends whatever uses a model of the store, which is about to go: jobs that run with it or wait for it fail
   * as `model-missing`, and the model worker ends where it may hold it open.
   *
   * @param model id in the store, or `undefined` for all of them.
   */
  async releaseModel(model: string | undefined): Promise<void> {
    this.#prompts.end();
    const uses = (id: string | undefined) => id !== undefined && (model === undefined || id === model);
    for (const [probing, worker] of this.#probing) if (uses(probing)) worker.end();
    for (const { request, port } of this.#takeFromQueue((job) => uses(job.request.model))) {
      this.#post(port, { type: 'job-failed', jobId: request.jobId, error: { code: 'model-missing' } });
    }
    if (uses(this.#current?.request.model)) await this.#endWorker('model-missing');
    else await this.#endIdleWorker();
    this.#busyChanged();
  }

  /** Lets go of a model of the store, unless something is done with it or waits to be; tells whether it did. */
  async letGo(model: string): Promise<boolean> {
    const jobs = [...this.#queue, ...(this.#current ? [this.#current] : [])];
    if (this.#probing.has(model) || jobs.some(({ request }) => request.model === model || request.classifier === model)) return false;
    this.#prompts.end();
    await this.#endIdleWorker();
    return true;
  }

  /** Tries a model of the store, in a worker of its own: it may be one that takes the worker down. */
  probe(model: string): Promise<ProbedFacts> {
    return this.#withNewWorker(async (worker) => {
      this.#probing.set(model, worker);
      this.#busyChanged();
      try {
        return await worker.probe(model);
      } finally {
        if (this.#probing.get(model) === worker) this.#probing.delete(model);
        this.#busyChanged();
      }
    });
  }

  /** What jobs would run on. */
  describeDevice(backend: BackendChoice): Promise<Device> {
    // A worker of its own: the model worker may be in the middle of a tile and not answer for seconds.
    return this.#withNewWorker((worker) => worker.describeDevice(backend));
  }

  /** Finds out what this device computes rightly, in a worker of its own. */
  testDevice(): Promise<DeviceTest> {
    return this.#withNewWorker((worker) => worker.testDevice('auto'));
  }

  async #withNewWorker<Result>(work: (worker: WorkerClient) => Promise<Result>): Promise<Result> {
    const worker = new WorkerClient(() => this.#options.createWorker());
    try {
      return await work(worker);
    } finally {
      worker.end();
    }
  }

  /** Serves an editor until its port disconnects. */
  accept(port: EditorPort): void {
    this.#ports.add(port);
    this.#busyChanged();
    port.onMessage.addListener((input) => {
      const parsed = toHost.safeParse(input);
      if (!parsed.success) {
        // Only this package's own editor is on the other end: a message it cannot have sent ends the line.
        port.disconnect();
        this.#drop(port);
        return;
      }
      const message = parsed.data;
      switch (message.type) {
        case 'claim-picture':
          this.#give(port, message.id);
          return;
        case 'describe-device':
          void this.#describeDevice(port, message.id, message.backend);
          return;
        case 'read-prompt':
          void this.#readPrompt(port, message);
          return;
        case 'run-job':
          this.#enqueue({ request: message.job, port });
          return;
        case 'cancel-job':
          this.#cancel((job) => job.port === port && job.request.jobId === message.jobId);
          return;
        case 'forget':
          this.#forget(port);
          return;
      }
    });
    port.onDisconnect.addListener(() => this.#drop(port));
  }

  #enqueue(job: QueuedJob): void {
    this.#queue.push(job);
    if (this.#current) {
      const progress = { stage: 'waiting', done: 0, total: 0 } as const;
      this.#post(job.port, { type: 'job-progress', jobId: job.request.jobId, progress });
    }
    this.#next();
  }

  #drop(port: EditorPort): void {
    this.#ports.delete(port);
    this.#forget(port);
    this.#busyChanged();
  }

  /**
   * A worker's memory may hold pixels of jobs that ended; only its end is sure to give them back. How long jobs took is
   * forgotten, too; those that are under way write it into what is no longer read.
   */
  #forget(port: EditorPort): void {
    this.#unitMs = new Map();
    this.#prompts.end();
    const isInUse = this.#current !== undefined && this.#current.port !== port;
    this.#cancel((job) => job.port === port);
    if (isInUse) this.#endAfterJob = true;
    else void this.#endWorker();
  }

  #give(port: EditorPort, id: string): void {
    const picture = this.#inbox.claim(id);
    this.#post(port, picture ? { type: 'picture', id, picture } : { type: 'picture-gone', id });
  }

  async #describeDevice(port: EditorPort, id: string, backend: JobRequest['backend']): Promise<void> {
    try {
      const device = await this.describeDevice(backend);
      this.#post(port, { type: 'device', id, device });
    } catch (error) {
      const failure = toFailure(error);
      console.error(`device probe: ${failure.code}`, error);
      this.#post(port, { type: 'device-unknown', id, error: failure });
    }
  }

  async #readPrompt(port: EditorPort, { id, task, model, text }: Extract<ToHost, { type: 'read-prompt' }>): Promise<void> {
    try {
      this.#post(port, { type: 'prompt-read', id, end: await this.#prompts.read(task, model, text) });
    } catch (error) {
      this.#post(port, { type: 'prompt-unread', id, error: toFailure(error) });
    }
  }

  /** Takes the jobs that match out of the queue, in their order. */
  #takeFromQueue(matches: (job: QueuedJob) => boolean): QueuedJob[] {
    const taken = this.#queue.filter(matches);
    for (const job of taken) this.#queue.splice(this.#queue.indexOf(job), 1);
    return taken;
  }

  #cancel(matches: (job: QueuedJob) => boolean): void {
    this.#takeFromQueue(matches);
    if (this.#current && matches(this.#current)) this.#stop(this.#current);
    this.#busyChanged();
  }

  /** Opening a generator takes long, and its steps do not: its worker may end the job by itself. */
  #stop(job: QueuedJob): void {
    job.isStopped = true;
    if (findTask(job.request.task)?.generates) this.#worker?.stop(stopPatienceMs);
    else this.#worker?.end();
  }

  #next(): void {
    this.#busyChanged();
    if (this.#current) return;
    const job = this.#queue.shift();
    if (!job) {
      this.#endWorkerWhenIdle();
      return;
    }
    this.#current = job;
    clearTimeout(this.#idleTimer);
    void this.#run(job).finally(() => {
      this.#current = undefined;
      if (this.#endAfterJob) void this.#endWorker();
      this.#next();
    });
  }

  async #run(job: QueuedJob): Promise<void> {
    const { request, port } = job;
    const { jobId } = request;
    try {
      if (request.find) {
        await this.#search(job, request.find.at);
        return;
      }
      const run = await this.#runWithFallback(job, (worker, each, listener) => worker.run(each, listener));
      const { width, height, device, look } = run;
      if (port.sender?.tab?.incognito !== true) for (const each of usesOf(request, run)) this.#options.onUse?.(each);
      if (width * height > largeResultPixels) {
        await this.#endWorker();
        if (device.backend === 'wasm' && device.threads > 1) await after(threadsLingerMs);
      }
      if (look?.outcome === 'failed') console.error(`look: ${look.error.code}`, look.error.detail);
      this.#post(port, { type: 'job-done', jobId, result: resultOf(run) });
    } catch (error) {
      const failure = toFailure(error);
      if (failure.code !== 'cancelled') console.error(`job ${request.task}: ${failure.code}`, error);
      this.#post(port, { type: 'job-failed', jobId, error: failure });
    }
  }

  /** Has a tool mark what it is about. */
  async #search(job: QueuedJob, at: Pointed | undefined): Promise<void> {
    const { request: { jobId }, port } = job;
    const { shapes, device, use } = await this.#runWithFallback(job, (worker, each, listener) => worker.find(each, at, listener));
    if (use && port.sender?.tab?.incognito !== true) this.#options.onUse?.(use);
    this.#post(port, { type: 'job-found', jobId, found: { shapes: [...shapes], device, ...(use ? { model: use.model } : {}) } });
  }

  /** A job that a GPU could not do is done once more on the processor, unless the GPU was asked for. */
  async #runWithFallback<Outcome extends WorkerResult | FinishedSearch>(job: QueuedJob, work: Work<Outcome>): Promise<Outcome> {
    const { request, port } = job;
    try {
      return await this.#runOnce(request, port, work);
    } catch (error) {
      if (job.isStopped || request.backend !== 'auto' || toErrorCode(error) !== 'gpu-failed') throw error;
      const result = await this.#runOnce({ ...request, backend: 'wasm' }, port, work);
      return { ...result, device: { ...result.device, reason: 'gpu-failed' } };
    }
  }

  async #runOnce<Outcome>(request: JobRequest, port: EditorPort, work: Work<Outcome>): Promise<Outcome> {
    const { jobId } = request;
    if (!this.#worker || this.#worker.ended) {
      this.#worker = new WorkerClient(() => this.#options.createWorker());
    }
    const kind = JSON.stringify([request.find !== undefined, request.task, timedOptions(request), request.backend, request.model]);
    const unitMs = this.#unitMs;
    const clock = new ProgressClock(unitMs.get(kind));
    const tell = () => {
      const progress = clock.estimate(performance.now());
      this.#post(port, { type: 'job-progress', jobId, progress });
    };
    const timer = setInterval(tell, progressIntervalMs);
    try {
      return await work(this.#worker, request, {
        progress: (progress) => {
          clock.report(progress, performance.now());
          tell();
        },
        preview: (patch) => this.#post(port, { type: 'job-preview', jobId, patch }),
        made: (run) => this.#post(port, { type: 'job-made', jobId, result: resultOf(run) }),
      });
    } finally {
      clearInterval(timer);
      if (clock.unitMs !== undefined) unitMs.set(kind, clock.unitMs);
    }
  }

  /** @param code of what it was doing. */
  async #endWorker(code?: ErrorCode): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    this.#endAfterJob = false;
    if (!worker) return;
    worker.end(code);
    await Promise.race([worker.gone, after(patienceMs)]);
  }

  /** Ends the worker at once, or after the job that it is in the middle of. */
  async #endIdleWorker(): Promise<void> {
    if (this.#current) this.#endAfterJob = true;
    else await this.#endWorker();
  }

  #endWorkerWhenIdle(): void {
    clearTimeout(this.#idleTimer);
    this.#idleTimer = setTimeout(() => void this.#endWorker(), this.#options.idleWorkerMs ?? 60_000);
  }

  #busyChanged(): void {
    const busy = this.isBusy;
    if (busy === this.#busy) return;
    this.#busy = busy;
    this.#options.onBusyChange(busy);
  }

  /** A port may close between two messages; its disconnect event does the tidying. */
  #post(port: EditorPort, message: ToEditor): void {
    if (this.#ports.has(port)) port.postMessage(message);
  }
}

