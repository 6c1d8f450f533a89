import { CodedError } from '../../../messages/errors';
import { hub, isModelHost } from '../hosts';
import type { ByteRange } from '../record';
import { reasonOf, type Clock } from './clock';
import { Interrupted } from './patience';
import { blockedByPolicy, refusalOf } from './refusal';

/** Without a byte for this long, a connection counts as dead. */
const stallMs = 30_000;
/** What is read at once, at the most. */
const chunkBytes = 256 * 1024;

export type Fetch = (address: string, init: RequestInit) => Promise<Response>;

/**
 * Read once, to its end or until it is left. A chunk is to be used before the next one is asked for, which gets
 * the same memory: browsers collect what is left of chunks late, hundreds of megabytes of them.
 * Throws `Interrupted` when the connection breaks.
 */
export type Body = AsyncIterable<Uint8Array<ArrayBuffer>>;

export interface Answer {
  response: Response;
  body: Body;
  /** Ends an answer of which nothing was read. */
  end: () => void;
}

/** An answer to a range: its bytes, from `start` on. */
export interface RangeAnswer {
  /** The host sent the file from its beginning, whatever was asked for. */
  whole: boolean;
  /** As announced, of this answer. */
  length: number | undefined;
  body: Body;
  end: () => void;
}

/** The one place that reaches a network: GET requests to the model hosts, without anything that tells who asks. */
export class Network {
  readonly #fetch: Fetch;
  readonly #clock: Clock;
  /** The hub asked to be left alone until then, epoch ms. */
  #quietUntil = 0;
  /** How often the content security policy has blocked a request, by the address that was asked for. */
  readonly #blocked = new Map<string, number>();

  constructor(clock: Clock, ask: Fetch = (address, init) => fetch(address, init)) {
    this.#fetch = ask;
    this.#clock = clock;
  }

  /**
   * To be called for each `securitypolicyviolation`, whose `blockedURI` is the address before redirects:
   * the request itself fails like a broken connection.
   */
  noteBlocked(address: string): void {
    this.#blocked.set(address, this.#blockedCount(address) + 1);
  }

  /** Until when the hub asked to be left alone, epoch ms; nothing is asked before. */
  get quietUntil(): number {
    return this.#quietUntil;
  }

  #blockedCount(address: string): number {
    return this.#blocked.get(address) ?? 0;
  }

  /**
   * Asks the hub for an address.
   *
   * @param detail what a refusal's sentence names
   * @throws Interrupted for what may pass
   * @throws CodedError `download-redirected`, `download-not-found`, `download-forbidden`, `download-changed`, `hub-answer-unknown`
   */
  async get(address: string, detail: string, signal: AbortSignal, headers: Record<string, string> = {}): Promise<Answer> {
    await this.#clock.sleep(Math.max(0, this.#quietUntil - this.#clock.now()), signal);
    const request = new Watched(this.#clock, signal);
    try {
      const response = await this.#ask(address, headers, request);
      const refusal = refusalOf(response, detail, this.#clock.now());
      if (refusal) throw refusal;
      return { response, body: request.read(response), end: () => request.end() };
    } catch (error) {
      request.end();
      if (error instanceof Interrupted && error.retryAfter !== undefined) {
        this.#quietUntil = Math.max(this.#quietUntil, this.#clock.now() + error.retryAfter);
      }
      throw error;
    }
  }

  /** Bytes of a file of `bytes` bytes. Throws as `get`, and `download-changed` where the file has another size. */
  async range(address: string, path: string, bytes: number, [start, end]: ByteRange, signal: AbortSignal): Promise<RangeAnswer> {
    const { response, body, end: leave } = await this.get(address, path, signal, { Range: `bytes=${start}-${end - 1}` });
    const length = lengthOf(response);
    if (response.status !== 206) return { whole: true, length, body, end: leave };
    const range = response.headers.get('Content-Range');
    // A host need not let other origins read it; then the number of bytes and the hash decide.
    if (range !== null) {
      const [, first, last, total] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(range) ?? [];
      const changed = total !== undefined && Number(total) !== bytes;
      if (changed || Number(first) !== start || !(Number(last) < end)) {
        leave();
        throw changed
          ? new CodedError('download-changed', `${path}: ${total} bytes instead of ${bytes}`, { detail: path })
          : new Interrupted('download-interrupted', { detail: path, cause: new Error(`Content-Range: ${range}`) });
      }
    }
    return { whole: false, length, body, end: leave };
  }

  async #ask(address: string, headers: Record<string, string>, request: Watched): Promise<Response> {
    const blocked = this.#blockedCount(address);
    try {
      const response = await this.#fetch(address, {
        headers,
        credentials: 'omit',
        referrerPolicy: 'no-referrer',
        cache: 'no-store',
        redirect: 'follow',
        signal: request.signal,
      });
      if (!isModelHost(response.url)) throw new CodedError('download-redirected', new URL(response.url, hub).host);
      return response;
    } catch (error) {
      if (request.signal.aborted) throw reasonOf(request.signal);
      if (!(error instanceof TypeError)) throw error;
      if (await blockedByPolicy(this.#clock, () => this.#blockedCount(address) > blocked)) {
        throw new CodedError('download-redirected', address, { cause: error });
      }
      throw new Interrupted('download-offline', { cause: error });
    }
  }
}

function lengthOf(response: Response): number | undefined {
  const header = response.headers.get('Content-Length');
  // Of a compressed answer it is another length than that of the bytes that are read.
  return header === null || response.headers.has('Content-Encoding') ? undefined : Number(header);
}

/** One request, ended with the signal or when no byte has come for too long. */
class Watched {
  readonly #clock: Clock;
  readonly #request = new AbortController();
  readonly #over = new AbortController();
  readonly signal: AbortSignal;
  #heard: number;

  constructor(clock: Clock, signal: AbortSignal) {
    this.#clock = clock;
    this.#heard = clock.now();
    this.signal = AbortSignal.any([signal, this.#request.signal]);
    void this.#watch();
  }

  async *read(response: Response): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
    const reader = response.body?.getReader({ mode: 'byob' });
    let memory = new ArrayBuffer(chunkBytes);
    try {
      for (;;) {
        const part = await this.#part(reader, memory);
        this.#heard = this.#clock.now();
        if (!part || part.done) return;
        yield part.value;
        memory = part.value.buffer;
      }
    } finally {
      this.end();
    }
  }

  /** Ends the request, if it is not over by itself. */
  end(): void {
    this.#over.abort();
    this.#request.abort();
  }

  async #part(reader: ReadableStreamBYOBReader | undefined, memory: ArrayBuffer) {
    try {
      return await reader?.read(new Uint8Array(memory));
    } catch (error) {
      throw this.signal.aborted ? reasonOf(this.signal) : new Interrupted('download-interrupted', { cause: error });
    }
  }

  async #watch(): Promise<void> {
    const over = this.#over.signal;
    while (!over.aborted) {
      const left = this.#heard + stallMs - this.#clock.now();
      if (left <= 0) this.#request.abort(new Interrupted('download-interrupted', { cause: new Error('stalled') }));
      if (left <= 0) return;
      // Ends early when the answer is over, at which the loop ends.
      await this.#clock.sleep(left, over).catch(() => undefined);
    }
  }
}
