import { createSHA256 } from 'hash-wasm';
import type {} from '../../models/store/folders';

/**
 * A worker that does what a download cannot do without, and nothing else: one connection, each piece
 * written and hashed as it comes. Told an address; tells the milliseconds that it took and the hash.
 */

async function download(address: string): Promise<{ milliseconds: number; sha256: string }> {
  const root = await navigator.storage.getDirectory();
  const name = 'bare-download';
  const handle = await (await root.getFileHandle(name, { create: true })).createSyncAccessHandle();
  const started = performance.now();
  try {
    const hash = await createSHA256();
    hash.init();
    const response = await fetch(address, { cache: 'no-store', credentials: 'omit' });
    const reader = response.body?.getReader();
    for (let at = 0; reader; ) {
      const { done, value } = await reader.read();
      if (done) break;
      at += handle.write(value, { at });
      hash.update(value);
    }
    handle.flush();
    return { milliseconds: performance.now() - started, sha256: hash.digest('hex') };
  } finally {
    handle.close();
    await root.removeEntry(name);
  }
}

self.addEventListener('message', ({ data }) => {
  download(String(data)).then(
    (outcome) => self.postMessage(outcome),
    (error: unknown) => self.postMessage({ error: String(error) }),
  );
});
