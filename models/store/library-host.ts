import { CodedError, toFailure, type ErrorCode, type Failure } from '../../messages/errors';
import {
  libraryCommand,
  type DeviceTest,
  type Library,
  type LibraryCommand,
  type ToLibraryPage,
} from '../../messages/library';
import type { ProbedFacts, ToStore, Use } from './protocol';
import { StoreClient, type StoreNews } from './store-client';

/** The part of `runtime.Port` that the library uses. */
export interface LibraryPort {
  readonly sender?: { tab?: { incognito?: boolean } | undefined } | undefined;
  postMessage(message: ToLibraryPage): void;
  disconnect(): void;
  onMessage: { addListener(listener: (message: unknown) => void): void };
  onDisconnect: { addListener(listener: () => void): void };
}

export interface LibraryHostOptions {
  createWorker(): Worker;
  /** Ends whatever uses this model, or any. */
  releaseModel(model: string | undefined): Promise<void>;
  /** Lets go of a model that nothing uses; tells whether that is so. */
  letGo(model: string): Promise<boolean>;
  /** Whether the browser would send nothing about this installation along with a request to the model hosts. */
  mayFetch(): Promise<boolean>;
  /** Tries a model that lies in the store, in a model worker. */
  probe(model: string): Promise<ProbedFacts>;
  /** What models would run on. */
  describeDevice(): Promise<Pick<DeviceTest, 'backend' | 'adapter'>>;
  testDevice(): Promise<DeviceTest>;
  /** Told whenever the library starts or stops having something to do. */
  onBusyChange(busy: boolean): void;
  /** How long a store worker is kept that has nothing to do. */
  idleWorkerMs?: number;
}

/** A worker that is lost again so soon is not started again by itself. */
const steadyMs = 10_000;

/** What only looks, and so may be asked from a private window. */
function onlyLooks(command: LibraryCommand): boolean {
  return command.type === 'test-device' || command.type === 'limit';
}

/**
 * The host's side of the library: relays between the pages and the store worker, and does the few
 * things that need the model worker. Holds no state but the last that it was told.
 */
export class LibraryHost {
  readonly #options: LibraryHostOptions;
  readonly #ports = new Set<LibraryPort>();
  /** Who waits for the answer to a request. */
  readonly #asked = new Map<string, LibraryPort>();
  #store: StoreClient | undefined;
  #startedAt = 0;
  #known: Library | undefined;
  /** Told of the first state. */
  readonly #waiting: { resolve: (library: Library) => void; reject: (error: CodedError) => void }[] = [];
  /** The test that is being made. */
  #test: Promise<DeviceTest> | undefined;
  #working = false;
  #testing = 0;
  #idleTimer: ReturnType<typeof setTimeout> | undefined;
  #busy = false;

  constructor(options: LibraryHostOptions) {
    this.#options = options;
  }

  get hasPages(): boolean {
    return this.#ports.size > 0;
  }

  get isBusy(): boolean {
    return this.#working || this.#asked.size > 0 || this.#testing > 0;
  }

  /** Serves a page until its port disconnects. */
  accept(port: LibraryPort): void {
    this.#ports.add(port);
    port.onMessage.addListener((input) => {
      const parsed = libraryCommand.safeParse(input);
      if (!parsed.success) {
        // Only this package's own pages are on the other end: a message they cannot have sent ends the line.
        port.disconnect();
        this.#drop(port);
        return;
      }
      this.#take(port, parsed.data);
    });
    port.onDisconnect.addListener(() => this.#drop(port));
    if (this.#known) this.#post(port, { type: 'library', library: this.#known });
    // A new worker says by itself what is there.
    this.#worker();
  }

  /** A model of the store did a job. */
  used(use: Use): void {
    this.#tell({ type: 'used', use });
  }

  #take(port: LibraryPort, command: LibraryCommand): void {
    const isPrivate = port.sender?.tab?.incognito === true;
    if (isPrivate && !onlyLooks(command)) {
      this.#refuse(port, command.request, 'private-window');
      return;
    }
    this.#asked.set(command.request, port);
    this.#busyChanged();
    switch (command.type) {
      case 'test-device':
        void this.#testDevice(command.request, command.again, !isPrivate);
        return;
      case 'limit':
        if (isPrivate) this.#answer(command.request, { type: 'done', request: command.request });
        else this.#tell({ type: 'command', command });
        return;
      case 'download':
      case 'resume':
      case 'add':
      case 'look-up':
        void this.#fetch(command);
        return;
      case 'remove':
        void this.#release(command.model).then(() => this.#tell({ type: 'command', command }));
        return;
      case 'remove-all':
        void this.#release(undefined).then(() => this.#tell({ type: 'command', command }));
        return;
      default:
        this.#tell({ type: 'command', command });
    }
  }

  /** What reaches the network, if it may. */
  async #fetch(command: Extract<LibraryCommand, { type: 'download' | 'resume' | 'add' | 'look-up' }>): Promise<void> {
    try {
      if (!(await this.#options.mayFetch())) throw new CodedError('permission-declined');
      this.#tell({ type: 'command', command });
    } catch (error) {
      this.#answer(command.request, { type: 'failed', request: command.request, failure: toFailure(error) });
    }
  }

  /** Ends what is being fetched: the permission to fetch was taken back. */
  stopFetching(): void {
    for (const { id, state } of this.#known?.models ?? []) {
      if (state !== 'waiting' && state !== 'downloading') continue;
      this.#tell({ type: 'command', command: { type: 'pause', model: id, request: crypto.randomUUID() } });
    }
  }

  async #letGo(model: string): Promise<void> {
    const free = await this.#options.letGo(model).catch((error: unknown) => {
      console.error('let go', error);
      return false;
    });
    this.#tell({ type: 'let-gone', model, free });
  }

  /** What is to be removed goes even if ending what uses it went wrong. */
  async #release(model: string | undefined): Promise<void> {
    await this.#options.releaseModel(model).catch((error: unknown) => console.error('release', error));
  }

  async #testDevice(request: string, again: boolean, keep: boolean): Promise<void> {
    this.#testing++;
    try {
      if (!again && (await this.#isCurrent((this.#known ?? (await this.#firstState())).device))) {
        this.#answer(request, { type: 'done', request });
        return;
      }
      // Whoever asks meanwhile gets the same test.
      this.#test ??= this.#options.testDevice().finally(() => (this.#test = undefined));
      const test = await this.#test;
      if (keep) this.#tell({ type: 'keep-device', test });
      else if (this.#known) this.#hear({ type: 'library', library: { ...this.#known, device: test } });
      this.#answer(request, { type: 'done', request });
    } catch (error) {
      this.#answer(request, { type: 'failed', request, failure: toFailure(error) });
    } finally {
      this.#testing--;
      this.#busyChanged();
    }
  }

  /** Another version of the browser, or another adapter, may compute otherwise. */
  async #isCurrent(test: DeviceTest | undefined): Promise<boolean> {
    if (test?.browser !== navigator.userAgent.slice(0, 300)) return false;
    const { backend, adapter } = await this.#options.describeDevice();
    return test.backend === backend && test.adapter === adapter;
  }

  #firstState(): Promise<Library> {
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  async #check(model: string): Promise<void> {
    try {
      const facts = await this.#options.probe(model);
      this.#tell({ type: 'checked', model, outcome: { ok: true, facts } });
    } catch (error) {
      const failure = toFailure(error, 'import-run-failed');
      this.#tell({ type: 'checked', model, outcome: { ok: false, failure } });
    }
  }

  #hear(news: StoreNews): void {
    switch (news.type) {
      case 'library':
        this.#known = news.library;
        for (const { resolve } of this.#waiting.splice(0)) resolve(news.library);
        for (const port of this.#ports) this.#post(port, news);
        return;
      case 'busy':
        this.#working = news.busy;
        this.#busyChanged();
        return;
      case 'check':
        void this.#check(news.model);
        return;
      case 'let-go':
        void this.#letGo(news.model);
        return;
      case 'repository':
      case 'done':
      case 'failed':
        this.#answer(news.request, news);
        return;
      case 'lost':
        this.#lost();
        return;
    }
  }

  #lost(): void {
    const wasSteady = Date.now() - this.#startedAt > steadyMs;
    this.#store = undefined;
    this.#working = false;
    for (const [request, port] of [...this.#asked]) this.#refuse(port, request, 'store-lost');
    for (const { reject } of this.#waiting.splice(0)) reject(new CodedError('store-lost'));
    this.#busyChanged();
    // Pages show what was going on; a new worker tells them what is left of it.
    if (wasSteady && this.hasPages) this.#worker();
  }

  #refuse(port: LibraryPort, request: string, code: ErrorCode): void {
    const failure: Failure = { code };
    this.#asked.delete(request);
    this.#post(port, { type: 'failed', request, failure });
  }

  #answer(request: string, answer: ToLibraryPage): void {
    const port = this.#asked.get(request);
    this.#asked.delete(request);
    if (port) this.#post(port, answer);
    this.#busyChanged();
  }

  #tell(message: ToStore): void {
    this.#worker().post(message);
    this.#busyChanged();
  }

  #worker(): StoreClient {
    if (!this.#store) {
      this.#startedAt = Date.now();
      this.#store = new StoreClient(() => this.#options.createWorker(), (news) => this.#hear(news));
      this.#endWorkerWhenIdle();
    }
    return this.#store;
  }

  #drop(port: LibraryPort): void {
    this.#ports.delete(port);
    for (const [request, asking] of [...this.#asked]) if (asking === port) this.#asked.delete(request);
    this.#busyChanged();
  }

  #endWorkerWhenIdle(): void {
    clearTimeout(this.#idleTimer);
    this.#idleTimer = setTimeout(() => {
      if (this.isBusy) return;
      this.#store?.end();
      this.#store = undefined;
    }, this.#options.idleWorkerMs ?? 30_000);
  }

  #busyChanged(): void {
    this.#endWorkerWhenIdle();
    const busy = this.isBusy;
    if (busy === this.#busy) return;
    this.#busy = busy;
    this.#options.onBusyChange(busy);
  }

  /** A port may close between two messages; its disconnect event does the tidying. */
  #post(port: LibraryPort, message: ToLibraryPage): void {
    if (this.#ports.has(port)) port.postMessage(message);
  }
}
