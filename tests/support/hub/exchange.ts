import type { IncomingMessage, ServerResponse } from 'node:http';
import { hubHost, storageHosts, type Place, type Signer } from './addresses';
import { faultOf, type Fault, type Faults, type HubSubject } from './faults';
import { treeAnswer } from './listing';
import type { HubCommit, HubFile, HubRepository } from './repository';
import { send } from './send';

/** A request as the hub saw it, and what became of it. */
export interface HubRequest extends HubSubject {
  /** Path and query. */
  path: string;
  headers: IncomingMessage['headers'];
  /** Of the answer; 0 until there is one. */
  status: number;
  /** Bytes of a file that were handed over so far. Not all of them need have arrived. */
  sent: number;
}

export interface HubState {
  repositories: ReadonlyMap<string, HubRepository>;
  requests: HubRequest[];
  faults: Faults;
  signer: Signer;
  settings: { pageLength: number; signedForMs: number };
}

const exposed =
  'X-Repo-Commit,X-Request-Id,X-Error-Code,X-Error-Message,X-Total-Count,ETag,Link,Accept-Ranges,Content-Range,X-Linked-Size,X-Linked-ETag,X-Xet-Hash';

/** The hub names whoever asks; the storage host lets anybody read. */
function corsHeaders({ host, headers }: HubRequest): Record<string, string> {
  const { origin = `https://${hubHost}` } = headers;
  const allowed = host === hubHost ? { 'access-control-allow-origin': origin, vary: 'Origin' } : { 'access-control-allow-origin': '*' };
  return { ...allowed, 'access-control-expose-headers': exposed };
}

export function addressOf({ host, path }: HubRequest): URL {
  return new URL(path, `https://${host}`);
}

/** One request with its answer, of which the headers are collected until something is sent. */
export class Exchange {
  constructor(
    readonly state: HubState,
    readonly place: Place,
    readonly seen: HubRequest,
    readonly response: ServerResponse,
    readonly faults: readonly Fault[],
  ) {
    for (const [name, value] of Object.entries(corsHeaders(seen))) response.setHeader(name, value);
  }

  end(status: number, headers: Record<string, string> = {}, text = ''): void {
    this.seen.status = status;
    this.response.writeHead(status, { 'content-length': Buffer.byteLength(text), ...headers });
    this.response.end(this.seen.method === 'HEAD' ? '' : text);
  }

  json(value: unknown, headers: Record<string, string> = {}): void {
    this.end(200, { 'content-type': 'application/json; charset=utf-8', ...headers }, JSON.stringify(value));
  }

  refuse(status: number, code: string): void {
    this.end(status, { 'x-error-code': code, 'x-error-message': code, 'content-type': 'text/plain' }, code);
  }

  /** What a person who visits the host sees, who is then known by a cookie. */
  page(): void {
    const cookie = 'token=visitor; Path=/; Max-Age=86400; Secure; HttpOnly; SameSite=None';
    this.end(200, { 'content-type': 'text/html', 'set-cookie': cookie }, '<!doctype html><title>Models</title>Welcome');
  }

  /** The bytes of a file, or the range of them that was asked for. */
  async file(file: HubFile): Promise<void> {
    const { content } = file;
    const range = faultOf(this.faults, 'whole') ? undefined : this.seen.range;
    const start = range?.[0] ?? 0;
    if (start >= content.bytes && range !== undefined) {
      this.end(416, { 'content-range': `bytes */${content.bytes}` });
      return;
    }
    const asked = Math.min(content.bytes, range?.[1] ?? Infinity);
    const end = Math.max(start, asked + (faultOf(this.faults, 'resize')?.by ?? 0));
    const total = content.bytes + (faultOf(this.faults, 'total')?.by ?? 0);
    this.seen.status = range === undefined ? 200 : 206;
    this.response.writeHead(this.seen.status, {
      'accept-ranges': 'bytes',
      'content-type': 'application/octet-stream',
      'content-length': end - start,
      etag: `"${file.isLarge ? file.sha256 : file.oid}"`,
      ...(range === undefined ? {} : { 'content-range': `bytes ${start}-${end - 1}/${total}` }),
    });
    if (this.seen.method === 'HEAD') {
      this.response.end();
      return;
    }
    const pace = (): number => this.state.faults.pace(this.seen);
    await send(this.response, { content, start, end }, this.faults, pace, (bytes) => {
      this.seen.sent += bytes;
    });
  }

  /** Sends to the storage host, or gives a small file at once. */
  async resolve(commit: HubCommit, file: HubFile, repo: string): Promise<void> {
    this.response.setHeader('x-repo-commit', commit.id);
    if (!file.isLarge) {
      await this.file(file);
      return;
    }
    const { signer, settings } = this.state;
    const place = { repo, commit: commit.id, file: file.path };
    this.end(302, {
      location: signer.address(storageHosts[0], place, settings.signedForMs),
      'x-linked-size': String(file.content.bytes),
      'x-linked-etag': `"${file.sha256}"`,
      'accept-ranges': 'bytes',
    });
  }

  /** One page of a listing. */
  tree(commit: HubCommit): void {
    const url = addressOf(this.seen);
    const entries = treeAnswer(commit);
    const from = Number(url.searchParams.get('cursor') ?? '0');
    const to = from + this.state.settings.pageLength;
    url.searchParams.set('cursor', String(to));
    const link = to < entries.length ? { link: `<${url.href}>; rel="next"` } : {};
    this.json(entries.slice(from, to), link);
  }
}
