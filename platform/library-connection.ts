import type { LibraryServices } from '../components/library/services';
import { CodedError } from '../messages/errors';
import {
  libraryPortName,
  toLibraryPage,
  type ChosenFile,
  type Library,
  type LibraryCommand,
  type Repository,
  type ToLibraryPage,
} from '../messages/library';
import { modelHosts } from '../models/store/hosts';
import { browser } from './browser';
import { PortLine } from './port-line';

/** How long a page waits before it connects again to a host that went away. */
const reconnectMs = 1000;

/** What a command was answered with besides that it is done. */
interface Answer {
  repository?: Repository;
  model?: string | undefined;
}

interface Pending {
  resolve: (answer: Answer) => void;
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
  readonly #line = new PortLine<LibraryCommand, ToLibraryPage>({
    name: libraryPortName,
    fromHost: toLibraryPage,
    receive: (message) => this.#receive(message),
    lost: () => this.#lost(),
  });
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
  add = async (repo: string, commit: string, graph: string): Promise<string | undefined> =>
    (await this.#ask({ type: 'add', repo, commit, graph })).model;
  setLimit = (bytes: number): Promise<void> => this.#do({ type: 'limit', bytes });
  testDevice = (again: boolean): Promise<void> => this.#do({ type: 'test-device', again });
  persist = (): Promise<boolean> => navigator.storage.persist();

  lookUp = async (repo: string): Promise<Repository> => {
    const found = (await this.#ask({ type: 'look-up', repo })).repository;
    if (!found) throw new CodedError('hub-answer-unknown', repo);
    return found;
  };

  async #do(command: Asked): Promise<void> {
    await this.#ask(command);
  }

  async #ask(command: Asked): Promise<Answer> {
    const request = crypto.randomUUID();
    this.#asking++;
    try {
      const post = await this.#line.open();
      return await new Promise((resolve, reject) => {
        this.#pending.set(request, { resolve, reject });
        post({ ...command, request });
      });
    } finally {
      this.#pending.delete(request);
      this.#asking--;
      this.#closeUnused();
    }
  }

  #keepConnected(): void {
    if (this.#watchers.size === 0 || document.visibilityState !== 'visible') return;
    this.#line.open().catch((error: unknown) => {
      // Whoever watches sees nothing new meanwhile; a command says what is wrong.
      console.error('library', error);
      setTimeout(() => this.#keepConnected(), reconnectMs);
    });
  }

  /** The host may go when nobody is connected. */
  #closeUnused(): void {
    if (this.#watchers.size > 0 || this.#asking > 0) return;
    this.#line.close();
  }

  #lost(): void {
    for (const { reject } of this.#pending.values()) reject(new CodedError('host-lost'));
    this.#pending.clear();
    setTimeout(() => this.#keepConnected(), reconnectMs);
  }

  #receive(message: ToLibraryPage): void {
    switch (message.type) {
      case 'library':
        this.#known = message.library;
        for (const watcher of this.#watchers) watcher(message.library);
        return;
      case 'repository':
        this.#pending.get(message.request)?.resolve({ repository: message.repository });
        return;
      case 'done':
        this.#pending.get(message.request)?.resolve({ model: message.model });
        return;
      case 'failed': {
        const { code, detail } = message.failure;
        this.#pending.get(message.request)?.reject(new CodedError(code, code, { detail }));
        return;
      }
    }
  }
}
