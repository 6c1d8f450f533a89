import { createHmac, randomBytes } from 'node:crypto';
import type { HubSubject } from './faults';

export const hubHost = 'huggingface.co';

/** Where the bytes of large files are; the hub was seen to use all of these, and sends to the first. */
export const storageHosts = ['cas-bridge.xethub.hf.co', 'us.aws.cdn.hf.co', 'cdn-lfs-us-1.hf.co'] as const;

const patterns = [
  { kind: 'revision', pattern: /^\/api\/models\/([^/]+\/[^/]+)\/revision\/([^/]+)$/ },
  { kind: 'tree', pattern: /^\/api\/models\/([^/]+\/[^/]+)\/tree\/([^/]+)$/ },
  { kind: 'resolve', pattern: /^\/([^/]+\/[^/]+)\/resolve\/([^/]+)\/(.+)$/ },
] as const;

const storagePattern = /^\/xet-bridge-us\/([^/]+\/[^/]+)\/([0-9a-f]{40})\/(.+)$/;

export interface Place {
  kind: HubSubject['kind'];
  repo?: string;
  revision?: string;
  file?: string;
}

/** What an address is about. */
export function placeOf(host: string, url: URL): Place {
  const path = decodeURIComponent(url.pathname);
  if (host !== hubHost) {
    const [, repo, revision, file] = storagePattern.exec(path) ?? [];
    return repo === undefined || revision === undefined || file === undefined
      ? { kind: 'unknown' }
      : { kind: 'storage', repo, revision, file };
  }
  for (const { kind, pattern } of patterns) {
    const [, repo, revision, file] = pattern.exec(path) ?? [];
    if (repo !== undefined && revision !== undefined) {
      return { kind, repo, revision, ...(file === undefined ? {} : { file }) };
    }
  }
  return { kind: 'unknown' };
}

function encoded(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

/** Signs addresses of the storage host for a while, and for GET alone, as it does itself. */
export class Signer {
  readonly #secret = randomBytes(16);

  #signature(path: string, expires: string): string {
    return createHmac('sha256', this.#secret).update(`GET ${path} ${expires}`).digest('hex');
  }

  address(host: string, place: { repo: string; commit: string; file: string }, validMs: number): string {
    const path = `/xet-bridge-us/${encoded(place.repo)}/${place.commit}/${encoded(place.file)}`;
    const expires = String(Date.now() + validMs);
    const query = new URLSearchParams({
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Expires': expires,
      'X-Amz-Signature': this.#signature(path, expires),
      'X-Xet-Cas-Uid': 'public',
      'response-content-disposition': `inline; filename="${place.file.split('/').at(-1) ?? ''}";`,
      'x-id': 'GetObject',
    });
    return `https://${host}${path}?${query.toString()}`;
  }

  isValid(method: string, url: URL): boolean {
    const expires = url.searchParams.get('X-Amz-Expires') ?? '';
    const isSigned = url.searchParams.get('X-Amz-Signature') === this.#signature(url.pathname, expires);
    return method === 'GET' && isSigned && Number(expires) > Date.now();
  }
}
