import type { Journal } from '../record';
import type { Clock } from './clock';
import type { Disk } from './disk';
import type { Network } from './network';
import { PartialFile, type JournalFile } from './partial-file';
import { fetchMissing } from './transfer';

/** How often what has arrived is brought to disk and written down. */
const journalMs = 2000;
/** How often it is looked whether there is something to hash. */
const hashLookMs = 20;
const hashBytes = 4 * 2 ** 20;

export interface DownloadParts {
  disk: Disk;
  network: Network;
  clock: Clock;
  blockBytes: number;
  onBytes: (bytes: number) => void;
  onWait: (until: number) => void;
  /** Told the bytes that have been hashed, of all files, whenever some more have. */
  onHashed: (bytes: number) => void;
}

/** One model's way from a journal to files that are whole and right. To be closed, whatever becomes of it. */
export class Download {
  readonly #journal: Journal;
  readonly #files: readonly PartialFile[];
  readonly #parts: DownloadParts;

  private constructor(journal: Journal, files: readonly PartialFile[], parts: DownloadParts) {
    this.#journal = journal;
    this.#files = files;
    this.#parts = parts;
  }

  /** @param count how many of the journal's files, from the first on, are to be fetched */
  static async open(journal: Journal, count: number, parts: DownloadParts): Promise<Download> {
    const files: PartialFile[] = [];
    try {
      for (const [index, file] of journal.files.slice(0, count).entries()) {
        files.push(await PartialFile.open(file, () => parts.disk.openFile(journal.id, index)));
      }
    } catch (error) {
      for (const file of files) file.close();
      throw error;
    }
    return new Download(journal, files, parts);
  }

  get receivedBytes(): number {
    return this.#files.reduce((sum, file) => sum + file.receivedBytes, 0);
  }

  get hashedBytes(): number {
    return this.#files.reduce((sum, file) => sum + file.hashedBytes, 0);
  }

  /**
   * Fetches and hashes until every file is right.
   *
   * @throws CodedError `download-*`, `storage-full`; the reason of `signal` once it is aborted
   */
  async run(repo: string, commit: string, signal: AbortSignal): Promise<void> {
    const own = new AbortController();
    const both = AbortSignal.any([signal, own.signal]);
    const fetching = fetchMissing(this.#files, { ...this.#parts, repo, commit }, both);
    const hashing = this.#hashAll(both);
    const journaling = this.#keepJournal(own.signal);
    try {
      await Promise.race([Promise.all([fetching, hashing]), journaling]);
    } finally {
      own.abort();
      await Promise.allSettled([fetching, hashing, journaling]);
    }
  }

  /** Lets go of the files; gives what the journal has to say of them. */
  close(): JournalFile[] {
    try {
      return this.#flushed();
    } finally {
      for (const file of this.#files) file.close();
    }
  }

  #flushed(): JournalFile[] {
    return [...this.#files.map((file) => file.flushed()), ...this.#journal.files.slice(this.#files.length)];
  }

  async #hashAll(signal: AbortSignal): Promise<void> {
    const buffer = new Uint8Array(hashBytes);
    let told = 0;
    while (!this.#files.every((file) => file.verified)) {
      signal.throwIfAborted();
      const behind = this.#files.find((file) => file.unhashedBytes > 0);
      if (behind) this.#orClear(behind, () => behind.hashMore(buffer));
      for (const file of this.#files) this.#orClear(file, () => file.check());
      if (told !== this.hashedBytes) this.#parts.onHashed((told = this.hashedBytes));
      // Also lets in what has come from the network in the meantime.
      await this.#parts.clock.sleep(behind ? 0 : hashLookMs, signal);
    }
  }

  /** A file whose bytes are wrong keeps none of them. */
  #orClear(file: PartialFile, look: () => unknown): void {
    try {
      look();
    } catch (error) {
      file.clear();
      throw error;
    }
  }

  /** Ends with `signal`. */
  async #keepJournal(signal: AbortSignal): Promise<void> {
    const { clock, disk } = this.#parts;
    let written = this.receivedBytes;
    for (;;) {
      // Ends early when the signal is aborted, which the next line looks at.
      await clock.sleep(journalMs, signal).catch(() => undefined);
      if (signal.aborted) return;
      if (written === this.receivedBytes) continue;
      written = this.receivedBytes;
      await disk.writeJournal({ ...this.#journal, files: this.#flushed() });
    }
  }
}
