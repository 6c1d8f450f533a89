import { createServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { hubHost, Signer, storageHosts } from './addresses';
import { answerWith } from './answer';
import { certificateFor } from './certificate';
import type { Content } from './content';
import type { HubRequest } from './exchange';
import { Faults } from './faults';
import { createRepository, type HubRepository } from './repository';

/**
 * The hub of models on this machine: its addresses, its listing, its redirects to a storage host whose
 * addresses are signed for a while. Browsers reach it under the real names through `startProxy`.
 */
export interface Hub {
  readonly port: number;
  /** For `startProxy`. Empty while the hub is offline. */
  readonly tunnels: ReadonlyMap<string, number>;
  /** Every request, in the order of arrival. */
  readonly requests: HubRequest[];
  readonly faults: Faults;
  /** How many entries of a listing come at once, the rest on further pages; all unless told. */
  pageLength: number;
  /** How long the storage host takes an address that the hub has signed, in milliseconds; an hour unless told. */
  signedForMs: number;
  /** Makes a repository, in place of one of that name. */
  publish(id: string, files: Readonly<Record<string, Content>>, licence?: string): HubRepository;
  /** Breaks every connection that is open now. */
  cutAll(): void;
  /** Breaks all connections, and takes no new ones until told otherwise. */
  setOffline(offline: boolean): void;
  close(): Promise<void>;
}

export async function startHub(): Promise<Hub> {
  const repositories = new Map<string, HubRepository>();
  const requests: HubRequest[] = [];
  const faults = new Faults();
  const tunnels = new Map<string, number>();
  const sockets = new Set<Duplex>();
  const signer = new Signer();
  const hosts = [hubHost, ...storageHosts];

  const settings = { pageLength: Infinity, signedForMs: 3_600_000 };
  const server = createServer(await certificateFor(hosts), (request, response) => {
    answerWith({ repositories, requests, faults, signer, settings }, request, response).catch((error: unknown) =>
      response.destroy(error instanceof Error ? error : new Error(String(error))),
    );
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  // Browsers give connections up in the middle of their beginning too.
  server.on('tlsClientError', (_, socket) => socket.destroy());
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('The hub has no port'));
      else resolve(address.port);
    });
  });

  const cutAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const setOffline = (offline: boolean): void => {
    for (const host of hosts) {
      if (offline) tunnels.delete(`${host}:443`);
      else tunnels.set(`${host}:443`, port);
    }
    if (offline) cutAll();
  };
  setOffline(false);

  return {
    port,
    tunnels,
    requests,
    faults,
    get pageLength() {
      return settings.pageLength;
    },
    set pageLength(length) {
      settings.pageLength = length;
    },
    get signedForMs() {
      return settings.signedForMs;
    },
    set signedForMs(milliseconds) {
      settings.signedForMs = milliseconds;
    },
    publish(id, files, licence = '') {
      const repository = createRepository(id, licence, files);
      repositories.set(id, repository);
      return repository;
    },
    cutAll,
    setOffline,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        cutAll();
      }),
  };
}
