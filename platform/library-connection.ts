import type { LibraryServices } from '../components/library/services';
import { CodedError } from '../messages/errors';
import {
  libraryPortName,
  toLibraryPage,
  type ChosenFile,
  type Library,
  type LibraryCommand,
  type Repository,
} from '../messages/library';
import { prepareHost } from '../messages/requests';
import { modelHosts } from '../models/store/hosts';
import { browser, type Browser } from './browser';
import { sendRequest } from './requests';

/** How long a page waits before it connects again to a host that went away. */
const reconnectMs = 1000;

interface Pending {
  resolve: (repository: Repository | undefined) => void;
  reject: (error: CodedError) => void;
}

/** A command without what the connection adds. */
type Asked = LibraryCommand extends infer Command
  ? Command extends LibraryCommand
    ? Omit<Command, 'request'>
    : never
  : never;

/**
 * A page's line to the library of models. It is open while somebody watches, connects again after the
 * host went away, and as soon as the page is looked at.
 */
export class LibraryConnection implements LibraryServices {
  readonly isPrivate = browser.extension.inIncognitoContext;
  #port: Promise<Browser.runtime.Port> | undefined;
  #known: Library | undefined;
  readonly #watchers = new Set<(library: Library) => void>();
  readonly #pending = new Map<string, Pending>();
  /** Questions under way, also those that wait for the line. */
  #asking = 0;

  constructor() {
    document.addEventListener('visibilitychange', () => this.#keepConnected());
  }

  watch = (listener: (library: Library) => void): (() => void) => {
    this.#watchers.add(listener);
    if (this.#known) listener(this.#known);
    this.#keepConnected();
    return () => {
      this.#watchers.delete(listener);
      this.#closeUnused();
    };
  };

  allowDownloads = async (): Promise<void> => {
    if (!import.meta.env.FIREFOX) return;
    const origins = modelHosts.map((host) => `${host}/*`);
    if (!(await browser.permissions.request({ origins }))) throw new CodedError('permission-declined');
  };

  download = (model: string): Promise<void> => this.#do({ type: 'download', model });
  pause = (model: string): Promise<void> => this.#do({ type: 'pause', model });
  resume = (model: string): Promise<void> => this.#do({ type: 'resume', model });
  remove = (model: string): Promise<void> => this.#do({ type: 'remove', model });
  removeAll = (): Promise<void> => this.#do({ type: 'remove-all' });
  verify = (model: string): Promise<void> => this.#do({ type: 'verify', model });
  importFiles = (files: readonly ChosenFile[]): Promise<void> => this.#do({ type: 'import', files: [...files] });
  add = (repo: string, commit: string, graph: string): Promise<void> => this.#do({ type: 'add', repo, commit, graph });
  setLimit = (bytes: number): Promise<void> => this.#do({ type: 'limit', bytes });
  testDevice = (again: boolean): Promise<void> => this.#do({ type: 'test-device', again });
  persist = (): Promise<boolean> => navigator.storage.persist();

  lookUp = async (repo: string): Promise<Repository> => {
    const found = await this.#ask({ type: 'look-up', repo });
    if (!found) throw new CodedError('hub-answer-unknown', repo);
    return found;
  };

  async #do(command: Asked): Promise<void> {
    await this.#ask(command);
  }

  async #ask(command: Asked): Promise<Repository | undefined> {
    const request = crypto.randomUUID();
    this.#asking++;
    try {
      const port = await this.#connected();
      return await new Promise((resolve, reject) => {
        this.#pending.set(request, { resolve, reject });
        this.#post(port, { ...command, request });
      });
    } finally {
      this.#pending.delete(request);
      this.#asking--;
      this.#closeUnused();
    }
  }

  /** @throws CodedError `host-lost` when the line went before its event was heard. */
  #post(port: Browser.runtime.Port, command: LibraryCommand): void {
    try {
      port.postMessage(command);
    } catch (error) {
      throw new CodedError('host-lost', command.type, { cause: error });
    }
  }

  #keepConnected(): void {
    if (this.#watchers.size === 0 || document.visibilityState !== 'visible') return;
    this.#connected().catch((error: unknown) => {
      // Whoever watches sees nothing new meanwhile; a command says what is wrong.
      console.error('library', error);
      setTimeout(() => this.#keepConnected(), reconnectMs);
    });
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
    const port = browser.runtime.connect({ name: libraryPortName });
    port.onMessage.addListener((message: unknown) => this.#receive(message));
    port.onDisconnect.addListener(() => this.#disconnected());
    return port;
  }

  /** The host may go when nobody is connected. */
  #closeUnused(): void {
    if (this.#watchers.size > 0 || this.#asking > 0) return;
    const port = this.#port;
    this.#port = undefined;
    void port?.then(
      (line) => line.disconnect(),
      // It never opened; whoever waited for it has been told.
      () => undefined,
    );
  }

  #disconnected(): void {
    this.#port = undefined;
    for (const { reject } of this.#pending.values()) reject(new CodedError('host-lost'));
    this.#pending.clear();
    setTimeout(() => this.#keepConnected(), reconnectMs);
  }

  #receive(input: unknown): void {
    const parsed = toLibraryPage.safeParse(input);
    if (!parsed.success) return;
    const message = parsed.data;
    switch (message.type) {
      case 'library':
        this.#known = message.library;
        for (const watcher of this.#watchers) watcher(message.library);
        return;
      case 'repository':
        this.#pending.get(message.request)?.resolve(message.repository);
        return;
      case 'done':
        this.#pending.get(message.request)?.resolve(undefined);
        return;
      case 'failed': {
        const { code, detail } = message.failure;
        this.#pending.get(message.request)?.reject(new CodedError(code, code, { detail }));
        return;
      }
    }
  }
}
