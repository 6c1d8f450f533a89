import { CodedError } from '../../../messages/errors';
import type { Library } from '../../../messages/library';
import { catalog as shippedCatalog } from '../../catalog/catalog';
import type { Model } from '../../catalog/model';
import type { Folder } from '../folders';
import type { FromStore, ToStore } from '../protocol';
import { Announcer } from './announcer';
import { realClock, type Clock } from './clock';
import { Checks, Releases, type Context } from './context';
import { Disk } from './disk';
import type { Importing } from './importing';
import { StoreLibrary } from './library';
import { Network, type Fetch } from './network';
import { failureOf, type Storage } from './room';
import { Slots } from './slots';
import type { Outcome } from './works';

const modelsAtOnce = 2;
const blockBytes = 8 * 2 ** 20;

/** The part of a dedicated worker's global scope that is used. */
export interface StoreWorkerScope {
  postMessage(message: FromStore): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<ToStore>) => void): void;
  addEventListener(type: 'securitypolicyviolation', listener: (event: { readonly blockedURI: string }) => void): void;
  readonly navigator: {
    readonly locks: { request(name: string, hold: () => Promise<unknown>): Promise<unknown> };
    readonly storage: Storage & { getDirectory(): Promise<Folder> };
  };
}

export interface StoreWorkerParts {
  importing: Importing;
  fetch?: Fetch;
  clock?: Clock;
  catalog?: readonly Model[];
  /** Bytes of a file that are asked for at a time. */
  blockBytes?: number;
}

const nothing: Library = { models: [], storage: { models: 0, free: 0, persisted: false }, limit: 0 };

function forLife(): Promise<never> {
  return new Promise(() => {
    // Held until the worker ends.
  });
}

function unavailable(cause: unknown): never {
  throw new CodedError('store-unavailable', 'the store cannot be opened', { cause });
}

/**
 * The store worker: everything that is done with models on disk, and the only realm that reaches the
 * network. It touches nothing before it has the lock that the one before it held for life.
 */
export function serveStoreWorker(scope: StoreWorkerScope, parts: StoreWorkerParts): void {
  const { importing, clock = realClock, catalog = shippedCatalog } = parts;
  const { locks, storage } = scope.navigator;
  const post = (message: FromStore) => scope.postMessage(message);
  const network = new Network(clock, parts.fetch);
  const checks = new Checks(post);
  const releases = new Releases(post);
  scope.addEventListener('securitypolicyviolation', ({ blockedURI }) => network.noteBlocked(blockedURI));

  const lock = `store-worker-${crypto.randomUUID()}`;
  void locks.request(lock, () => {
    post({ type: 'alive', lock });
    return forLife();
  });

  const opened = new Promise<StoreLibrary>((resolve, reject) => {
    void locks.request('store-worker', async () => {
      await open().then(resolve, reject);
      return forLife();
    });
  });
  // Every command hears of it.
  opened.catch((error: unknown) => {
    console.error('store', error);
    post({ type: 'library', library: nothing });
  });

  let pending = 0;
  let busy = false;
  const tellBusy = (library?: StoreLibrary) => {
    const now = pending > 0 || (library?.busy ?? false);
    if (now !== busy) post({ type: 'busy', busy: (busy = now) });
  };

  scope.addEventListener('message', ({ data }) => {
    pending += 1;
    tellBusy();
    void answer(data).finally(() => {
      pending -= 1;
      announce();
    });
  });

  let announce = () => tellBusy();

  async function open(): Promise<StoreLibrary> {
    const disk = await Disk.open(await storage.getDirectory(), clock);
    const slots = new Slots(modelsAtOnce);
    const context: Context = {
      disk,
      network,
      clock,
      storage,
      importing,
      catalog,
      slots,
      checks,
      releases,
      blockBytes: parts.blockBytes ?? blockBytes,
      changed: () => announce(),
    };
    const library = await StoreLibrary.open(context);
    const announcer = new Announcer(
      clock,
      () => library.look(),
      (state) => post({ type: 'library', library: state }),
    );
    announce = () => {
      announcer.changed();
      tellBusy(library);
    };
    announce();
    return library;
  }

  async function answer(message: ToStore): Promise<void> {
    try {
      const library = await opened.catch(unavailable);
      if (message.type === 'used') await library.used(message.use);
      else if (message.type === 'keep-device') await library.keepDevice(message.test);
      else if (message.type === 'checked') checks.answer(message.model, message.outcome);
      else if (message.type === 'let-gone') releases.answer(message.model, message.free);
      else tell(message.command.request, await library.command(message.command));
    } catch (error) {
      if (!(error instanceof CodedError)) console.error('store', message.type, error);
      if (message.type !== 'command') return;
      post({ type: 'failed', request: message.command.request, failure: await failureOf(error, 0, storage) });
    }
  }

  function tell(request: string, { model, repository }: Outcome): void {
    if (repository) post({ type: 'repository', request, repository });
    else post({ type: 'done', request, ...(model !== undefined && { model }) });
  }
}
