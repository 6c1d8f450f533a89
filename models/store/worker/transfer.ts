import { CodedError } from '../../../messages/errors';
import { fileAddress } from '../hosts';
import type { ByteRange } from '../record';
import type { Clock } from './clock';
import type { Network, RangeAnswer } from './network';
import type { PartialFile } from './partial-file';
import { Interrupted, persistently } from './patience';

const blocksAtOnce = 4;
/** Failures of a block in a row, without a byte of the model in between, after which it is given up. */
const tries = 8;

export interface TransferParts {
  repo: string;
  commit: string;
  network: Network;
  clock: Clock;
  /** Bytes that are asked for at a time. */
  blockBytes: number;
  /** Told how many bytes have been written. */
  onBytes: (bytes: number) => void;
  /** Told, in epoch ms, until when the host asked to be left alone. */
  onWait: (until: number) => void;
}

/**
 * Fetches all bytes that the files lack, several ranges at a time. After a failure nothing more is
 * written.
 */
export async function fetchMissing(files: readonly PartialFile[], parts: TransferParts, signal: AbortSignal): Promise<void> {
  const own = new AbortController();
  const transfer = new Transfer(parts, AbortSignal.any([signal, own.signal]));
  const running = new Set<Promise<void>>();
  try {
    for (;;) {
      signal.throwIfAborted();
      while (running.size < blocksAtOnce) {
        const started = start(files, transfer, parts.blockBytes);
        if (!started) break;
        running.add(started);
        // One that failed stays, so that the race below ends with its failure; the others end for the same reason.
        void started.then(
          () => running.delete(started),
          (error: unknown) => own.abort(error),
        );
      }
      if (running.size === 0) return;
      await Promise.race(running);
    }
  } finally {
    own.abort();
    await Promise.allSettled(running);
  }
}

function start(files: readonly PartialFile[], transfer: Transfer, blockBytes: number): Promise<void> | undefined {
  for (const file of files) {
    const block = file.claim(blockBytes);
    if (block) return transfer.fetchBlock(file, block).finally(() => file.release(block));
  }
  return undefined;
}

class Transfer {
  readonly #parts: TransferParts;
  readonly #signal: AbortSignal;
  /** Bytes that came since the beginning. */
  #came = 0;

  constructor(parts: TransferParts, signal: AbortSignal) {
    this.#parts = parts;
    this.#signal = signal;
  }

  /** Fetches a block, going on inside it after each failure; it may come back unfetched when all of the file is on its way. */
  fetchBlock(file: PartialFile, block: ByteRange): Promise<void> {
    const { clock, onWait } = this.#parts;
    const progress = () => this.#came;
    return persistently(() => this.#attempt(file, block), { clock, signal: this.#signal, tries, progress, onWait });
  }

  async #attempt(file: PartialFile, [start, end]: ByteRange): Promise<void> {
    const { network, repo, commit } = this.#parts;
    const from = file.firstMissing(start);
    if (from >= end) return;
    const answer = await network.range(fileAddress(repo, commit, file.path), file.path, file.bytes, [from, end], this.#signal);
    if (!answer.whole) {
      const at = await this.#take(file, from, end, answer);
      if (at < end) throw new Interrupted('download-interrupted', { cause: new Error(`${at} of ${end}`) });
    } else if (file.beginWhole()) {
      await this.#takeWhole(file, answer).finally(() => file.endWhole());
    } else {
      // It is on its way with another answer, and asked for again if that one breaks.
      answer.end();
    }
  }

  async #takeWhole(file: PartialFile, answer: RangeAnswer): Promise<void> {
    const at = await this.#take(file, 0, file.bytes, answer);
    if (at === file.bytes) return;
    // Some browsers end a connection that broke as if it had been all.
    if (answer.length !== undefined && at < answer.length) throw new Interrupted('download-interrupted');
    throw changed(file, at);
  }

  /** Writes an answer and tells where it ended. */
  async #take(file: PartialFile, from: number, end: number, { body }: RangeAnswer): Promise<number> {
    let at = from;
    for await (const chunk of body) {
      if (at + chunk.length > end) throw changed(file, at + chunk.length);
      // What was on its way when something else failed or the person paused.
      this.#signal.throwIfAborted();
      const written = file.write(at, chunk);
      at += chunk.length;
      this.#came += written;
      if (written > 0) this.#parts.onBytes(written);
    }
    return at;
  }
}

function changed(file: PartialFile, bytes: number): CodedError {
  return new CodedError('download-changed', `${file.path}: ${bytes} bytes instead of ${file.bytes}`, { detail: file.path });
}
