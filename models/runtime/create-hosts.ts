import { LibraryHost, type LibraryHostOptions } from '../store/library-host';
import { createStoreWorker } from '../store/store-client';
import { createModelWorker } from './create-worker';
import { ComputeHost } from './host';

/** What the two halves need of whoever holds them. */
export interface HostsOptions extends Pick<LibraryHostOptions, 'mayFetch'> {
  /** Told whenever one of them starts, or both stop having something to do. */
  onBusyChange(busy: boolean): void;
}

/**
 * The two halves of the compute host, which know of each other only what they have to: what a job of
 * a model tells the library, and what the library needs of the model worker.
 */
export function createHosts(options: HostsOptions): { host: ComputeHost; library: LibraryHost } {
  const tell = (): void => options.onBusyChange(host.isBusy || library.isBusy);
  const host = new ComputeHost({
    createWorker: createModelWorker,
    onUse: (use) => library.used(use),
    onBusyChange: tell,
  });
  const library = new LibraryHost({
    createWorker: createStoreWorker,
    releaseModel: (model) => host.releaseModel(model),
    letGo: (model) => host.letGo(model),
    mayFetch: () => options.mayFetch(),
    probe: (model) => host.probe(model),
    describeDevice: () => host.describeDevice('auto'),
    testDevice: () => host.testDevice(),
    onBusyChange: tell,
  });
  return { host, library };
}
