import { createHash } from 'node:crypto';

const chunkBytes = 16 * 1024;

/** One request that reached the hub. */
export interface Asked {
  address: URL;
  /** Path of the file, of requests for files. */
  path?: string;
  /** First byte and the one after the last. */
  range?: [number, number];
  init: RequestInit;
}

/** A file as the hub lists it. */
export function listedItem(path: string, bytes: Uint8Array, lfs = true) {
  const blob = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
  const size = bytes.length;
  return { type: 'file', path, size, oid: blob, ...(lfs && { lfs: { oid: sha256Hex(bytes), size } }) };
}

export function sha256Hex(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** How an answer is sent. */
export interface Manner {
  status?: number;
  headers?: Record<string, string>;
  /** Bytes after which the connection breaks. */
  cutAfter?: number;
  /** Bytes after which nothing more comes. */
  stallAfter?: number;
  /** Where the answer comes from, after redirects. */
  from?: string;
  /** Milliseconds between chunks. */
  pace?: number;
}

/** The hub, as a `fetch` function: one repository at one commit. */
export class FakeHub {
  readonly repo = 'someone/some-model';
  readonly commit = 'c0ffee'.padEnd(40, '0');
  readonly files = new Map<string, Uint8Array<ArrayBuffer>>();
  /** Paths that are listed with a git blob id alone. */
  readonly small = new Set<string>();
  readonly asked: Asked[] = [];
  licence: string | undefined = 'apache-2.0';
  gated: boolean | string = false;
  pageSize = 1000;
  ignoresRanges = false;
  /** Decides how an answer is sent; may give one of its own, or throw as a `fetch` does. */
  manner: (asked: Asked) => Manner | Response | undefined = () => undefined;
  #aborted = new AbortController();

  /** Ends all answers, as the end of the worker does. */
  hangUp(): void {
    this.#aborted.abort();
    this.#aborted = new AbortController();
  }

  /** Ranges that files were asked for. */
  ranges(path: string): [number, number][] {
    return this.asked.flatMap(({ path: asked, range }) => (asked === path && range ? [range] : []));
  }

  readonly fetch = async (input: string, init: RequestInit): Promise<Response> => {
    const ended = this.#aborted.signal;
    await new Promise((resolve) => setImmediate(resolve));
    // Whoever was on the way to ask is gone.
    if (ended.aborted) return new Promise(() => undefined);
    init.signal?.throwIfAborted();
    const address = new URL(input);
    const asked: Asked = { address, init };
    const at = `/${this.repo}/resolve/${this.commit}/`;
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(new Headers(init.headers).get('Range') ?? '') ?? [];
    if (address.pathname.startsWith(at)) asked.path = decodeURIComponent(address.pathname.slice(at.length));
    if (first !== undefined) asked.range = [Number(first), Number(last) + 1];
    this.asked.push(asked);
    const manner = this.manner(asked) ?? {};
    if (manner instanceof Response) return located(manner, input);
    if (manner.status !== undefined) return located(new Response('', { status: manner.status, ...heads(manner) }), manner.from ?? input);
    return asked.path === undefined ? located(this.#api(address), input) : this.#file(asked, manner);
  };

  #api({ pathname, searchParams }: URL): Response {
    const api = `/api/models/${this.repo}`;
    if (pathname === `${api}/revision/main` || pathname === `${api}/revision/${this.commit}`) {
      const tags = this.licence === undefined ? [] : [`license:${this.licence}`];
      return Response.json({ sha: this.commit, gated: this.gated, tags, cardData: null, siblings: [] });
    }
    if (pathname !== `${api}/tree/${this.commit}`) return new Response('', { status: 404 });
    const items = [...this.files].map(([path, bytes]) => listedItem(path, bytes, !this.small.has(path)));
    const from = Number(searchParams.get('cursor') ?? 0);
    const to = from + this.pageSize;
    const next = `<https://huggingface.co${pathname}?recursive=true&cursor=${to}>; rel="next"`;
    return Response.json(items.slice(from, to), { headers: to < items.length ? { Link: next } : {} });
  }

  #file({ path = '', range, init }: Asked, manner: Manner): Response {
    const bytes = this.files.get(path);
    if (!bytes) return located(new Response('', { status: 404 }), 'https://huggingface.co/');
    const [start, end] = range && !this.ignoresRanges ? range : [0, bytes.length];
    const part = bytes.subarray(start, end);
    const signals = [this.#aborted.signal, ...(init.signal ? [init.signal] : [])];
    const response = new Response(streamOf(part, manner, AbortSignal.any(signals)), {
      status: range && !this.ignoresRanges ? 206 : 200,
      headers: {
        'Content-Length': String(part.length),
        ...(range && !this.ignoresRanges && { 'Content-Range': `bytes ${start}-${start + part.length - 1}/${bytes.length}` }),
        ...manner.headers,
      },
    });
    return located(response, manner.from ?? 'https://cas-bridge.xethub.hf.co/signed');
  }
}

function heads({ headers }: Manner): { headers?: Record<string, string> } {
  return headers ? { headers } : {};
}

function located(response: Response, address: string): Response {
  Object.defineProperty(response, 'url', { value: address });
  return response;
}

function streamOf(bytes: Uint8Array<ArrayBuffer>, manner: Manner, signal: AbortSignal): ReadableStream<Uint8Array<ArrayBuffer>> {
  const { cutAfter = Infinity, stallAfter = Infinity, pace } = manner;
  let at = 0;
  return new ReadableStream({
    type: 'bytes',
    start(controller) {
      signal.addEventListener('abort', () => controller.error(new DOMException('aborted', 'AbortError')), { once: true });
    },
    async pull(controller) {
      await new Promise((resolve) => (pace === undefined ? setImmediate(resolve) : setTimeout(resolve, pace)));
      if (signal.aborted) return;
      if (at >= stallAfter) return new Promise<never>(() => undefined);
      const end = Math.min(bytes.length, at + chunkBytes, cutAfter, stallAfter);
      if (at >= cutAfter) {
        controller.error(new TypeError('network error'));
      } else if (at >= bytes.length) {
        controller.close();
        // Settles the read that waits with memory of its own.
        controller.byobRequest?.respond(0);
      } else {
        controller.enqueue(bytes.slice(at, end));
      }
      at = end;
    },
  });
}
