import type { Model } from '../../models/catalog/model';
import type { FromStore, StoreCommand, ToStore } from '../../models/store/protocol';
import type { Clock } from '../../models/store/worker/clock';
import { sleepBy } from '../../models/store/worker/clock';
import type { Importing } from '../../models/store/worker/importing';
import { serveStoreWorker, type StoreWorkerScope } from '../../models/store/worker/serve';
import type { Failure } from '../../messages/errors';
import type { Library, LibraryModel, Repository } from '../../messages/library';
import type { FakeDisk } from './fake-disk';
import type { FakeHub } from './fake-hub';

type Answer = { ok: true; model?: string; repository?: Repository } | { ok: false; failure: Failure };
/** A command without its `request`. */
type Wish = StoreCommand extends infer C ? (C extends StoreCommand ? Omit<C, 'request'> : never) : never;

interface Host {
  checked: EngineOptions['checked'];
  unused: NonNullable<EngineOptions['unused']>;
}

type Checked = Extract<ToStore, { type: 'checked' }>['outcome'];

export interface EngineOptions {
  catalog?: readonly Model[];
  importing?: Importing;
  /** Milliseconds of the engine's time that pass in one. */
  speed?: number;
  blockBytes?: number;
  checked?: (model: string) => Checked | Promise<Checked>;
  /** Whether nothing uses a model that is to make room. */
  unused?: (model: string) => boolean | Promise<boolean>;
}

/** Locks of one browser; those of a worker are given on when it ends. */
export class FakeLocks {
  readonly #queues = new Map<string, { owner: object; hold: () => void }[]>();

  request(owner: object, name: string, hold: () => Promise<unknown>): Promise<never> {
    const queue = this.#queues.get(name) ?? [];
    this.#queues.set(name, queue);
    queue.push({ owner, hold: () => void hold() });
    if (queue.length === 1) queueMicrotask(() => queue[0]?.hold());
    return new Promise(() => undefined);
  }

  release(owner: object): void {
    for (const [name, queue] of this.#queues) {
      const [first] = queue;
      const left = queue.filter((waiting) => waiting.owner !== owner);
      this.#queues.set(name, left);
      if (first !== left[0]) left[0]?.hold();
    }
  }
}

/** A store worker on a fake disk and hub, as its host sees it. */
export class Engine {
  readonly heard: FromStore[] = [];
  /** What the browser tells when its policy has blocked what came of a request for `address`. */
  readonly violate: (address: string) => void;
  library: Library | undefined;
  readonly #tell: (message: ToStore) => void;
  readonly #end: () => void;
  readonly #answers = new Map<string, (answer: Answer) => void>();
  #watching: (() => void)[] = [];

  constructor(disk: FakeDisk, hub: FakeHub, locks: FakeLocks, options: EngineOptions = {}) {
    const { speed = 20, checked, unused = () => true } = options;
    let dead = false;
    const started = Date.now();
    const sleep = sleepBy((ms) => ms / speed);
    const never = () => new Promise<never>(() => undefined);
    const clock: Clock = {
      now: () => started + (Date.now() - started) * speed,
      sleep: async (ms, signal) => {
        await sleep(ms, signal);
        if (dead) await never();
      },
      random: () => 0.5,
    };
    const listeners: ((event: MessageEvent<ToStore>) => void)[] = [];
    const violations: ((address: string) => void)[] = [];
    const scope: StoreWorkerScope = {
      postMessage: (message) => {
        if (!dead) this.#hear(structuredClone(message), { checked, unused });
      },
      addEventListener: (type: string, listener: (event: MessageEvent<ToStore> & { blockedURI: string }) => void) => {
        const hear = (data: ToStore | undefined, blockedURI: string) =>
          listener(Object.assign(new MessageEvent<ToStore>(type, data && { data }), { blockedURI }));
        if (type === 'message') listeners.push(({ data }) => hear(data, ''));
        else violations.push((address) => hear(undefined, address));
      },
      navigator: {
        locks: { request: (name, hold) => locks.request(this, name, () => (dead ? never() : hold())) },
        storage: {
          getDirectory: () => Promise.resolve(disk.root()),
          estimate: () => Promise.resolve({ quota: disk.capacity, usage: disk.usage }),
          persisted: () => Promise.resolve(false),
        },
      },
    };
    this.#tell = (data) => listeners.forEach((listener) => listener(new MessageEvent('message', { data })));
    this.violate = (address) => violations.forEach((tell) => tell(address));
    this.#end = () => {
      dead = true;
      hub.hangUp();
      locks.release(this);
    };
    serveStoreWorker(scope, {
      importing: options.importing ?? noImports,
      fetch: (address, init) => (dead ? never() : hub.fetch(address, init)),
      clock,
      catalog: options.catalog ?? [],
      blockBytes: options.blockBytes ?? 256 * 1024,
    });
  }

  /** Ends it without a word; to be followed by a crash of the disk. */
  kill(): void {
    this.#end();
  }

  tell(message: ToStore): void {
    this.#tell(message);
  }

  async command(wish: Wish): Promise<Answer> {
    const request = crypto.randomUUID();
    const answer = new Promise<Answer>((resolve) => this.#answers.set(request, resolve));
    this.#tell({ type: 'command', command: { ...wish, request } });
    return answer;
  }

  model(id: string): LibraryModel | undefined {
    return this.library?.models.find((model) => model.id === id);
  }

  /** Waits until what the library tells is so. */
  async until(is: (library: Library) => boolean): Promise<Library> {
    while (!this.library || !is(this.library)) {
      await new Promise<void>((resolve) => this.#watching.push(resolve));
    }
    return this.library;
  }

  /** Waits until a model is in one of these states, and tells what there is of it. */
  async untilState(id: string, ...states: LibraryModel['state'][]): Promise<LibraryModel> {
    await this.until(() => states.some((state) => state === this.model(id)?.state));
    const model = this.model(id);
    if (!model) throw new Error(`${id} is gone`);
    return model;
  }

  #hear(message: FromStore, { checked, unused }: Host): void {
    this.heard.push(message);
    if (message.type === 'let-go') {
      const { model } = message;
      queueMicrotask(() => void this.#answerLetGo(model, unused));
    }
    if (message.type === 'library') {
      this.library = message.library;
      const watching = this.#watching;
      this.#watching = [];
      for (const look of watching) look();
    }
    if (message.type === 'check' && checked) {
      const { model } = message;
      // Long enough that it is told meanwhile what is being done.
      setTimeout(() => void this.#answerCheck(model, checked), 40);
    }
    if (!('request' in message)) return;
    const answer = this.#answers.get(message.request);
    if (message.type === 'failed') answer?.({ ok: false, failure: message.failure });
    else if (message.type === 'repository') answer?.({ ok: true, repository: message.repository });
    else answer?.({ ok: true, ...(message.model !== undefined && { model: message.model }) });
  }

  async #answerLetGo(model: string, unused: Host['unused']): Promise<void> {
    this.#tell({ type: 'let-gone', model, free: await unused(model) });
  }

  async #answerCheck(model: string, checked: NonNullable<EngineOptions['checked']>): Promise<void> {
    this.#tell({ type: 'checked', model, outcome: await checked(model) });
  }
}

const noImports: Importing = {
  openChosen: () => Promise.reject(new Error('nothing is imported here')),
  examine: () => Promise.reject(new Error('nothing is examined here')),
  checkpoint: () => undefined,
  examineCheckpoint: () => Promise.reject(new Error('nothing is examined here')),
};
