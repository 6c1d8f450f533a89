import { createSHA1, createSHA256 } from 'hash-wasm';
import type { FileHash } from '../record';

/** A hash that is fed from the first byte to the last. */
export interface StreamHash {
  update(chunk: Uint8Array): void;
  /** Whether what was fed is what was expected. Ends the hash. */
  matches(): boolean;
  /** Begins anew. */
  restart(): void;
}

/** Hashes a file of `bytes` bytes the way that its expected hash asks for. */
export async function hashFor(expected: FileHash, bytes: number): Promise<StreamHash> {
  const blob = expected.kind === 'git-blob';
  const hasher = await (blob ? createSHA1() : createSHA256());
  const restart = () => {
    hasher.init();
    // A git object id is the hash of this header and the bytes.
    if (blob) hasher.update(`blob ${bytes}\0`);
  };
  restart();
  return {
    update: (chunk) => void hasher.update(chunk),
    matches: () => hasher.digest('hex') === expected.value,
    restart,
  };
}

/** Feeds a stream of its own and tells the SHA-256 as hex digits. */
export async function sha256Stream(): Promise<{ update(chunk: Uint8Array): void; digest(): string }> {
  const hasher = await createSHA256();
  hasher.init();
  return { update: (chunk) => void hasher.update(chunk), digest: () => hasher.digest('hex') };
}

/** SHA-256 of a short text as hex digits. */
export async function sha256Of(text: string): Promise<string> {
  const hasher = await createSHA256();
  return hasher.init().update(text).digest('hex');
}
