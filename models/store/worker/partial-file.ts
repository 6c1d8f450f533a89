import { CodedError } from '../../../messages/errors';
import type { SyncFile } from '../folders';
import type { ByteRange, FileHash, Journal } from '../record';
import { hashFor, type StreamHash } from './hashing';
import { addRange, missingIn, prefixOf, sizeOf, tidy } from './ranges';

export type JournalFile = Journal['files'][number];

/** A file that is arriving: its open handle, which bytes are there, which are on their way, and its hash so far. */
export class PartialFile {
  readonly path: string;
  readonly bytes: number;
  readonly expected: FileHash;
  readonly #handle: SyncFile;
  readonly #hash: StreamHash;
  #received: ByteRange[];
  #claimed: ByteRange[] = [];
  #hashed = 0;
  #verified = false;
  #dirty = false;
  #comesWhole = false;

  private constructor(file: JournalFile, handle: SyncFile, hash: StreamHash) {
    this.path = file.path;
    this.bytes = file.bytes;
    this.expected = file.hash;
    this.#received = tidy(file.received, Math.min(file.bytes, handle.getSize()));
    this.#handle = handle;
    this.#hash = hash;
  }

  static async open(file: JournalFile, open: () => Promise<SyncFile>): Promise<PartialFile> {
    const hash = await hashFor(file.hash, file.bytes);
    return new PartialFile(file, await open(), hash);
  }

  get received(): readonly ByteRange[] {
    return this.#received;
  }

  get receivedBytes(): number {
    return sizeOf(this.#received);
  }

  /** How many bytes from the first on have been hashed. */
  get hashedBytes(): number {
    return this.#hashed;
  }

  /** Whether all bytes are there and are the right ones. */
  get verified(): boolean {
    return this.#verified;
  }

  /** How many bytes can be hashed now. */
  get unhashedBytes(): number {
    return prefixOf(this.#received) - this.#hashed;
  }

  /** The next bytes that nobody fetches, at most `most`. They stay claimed until they are released. */
  claim(most: number): ByteRange | undefined {
    if (this.#comesWhole) return undefined;
    const taken = this.#claimed.reduce<readonly ByteRange[]>(addRange, this.#received);
    const gap = missingIn(taken, [0, this.bytes])[0];
    if (!gap) return undefined;
    const range: ByteRange = [gap[0], Math.min(gap[1], gap[0] + most)];
    this.#claimed.push(range);
    return range;
  }

  /** The first byte from `from` on that is not there. */
  firstMissing(from: number): number {
    return missingIn(this.#received, [from, this.bytes])[0]?.[0] ?? this.bytes;
  }

  release(range: ByteRange): void {
    this.#claimed = this.#claimed.filter((claimed) => claimed !== range);
  }

  /**
   * For an answer that brings the whole file, whatever was asked for: nothing is to be claimed until it
   * has ended. Tells whether it is the first such answer.
   */
  beginWhole(): boolean {
    if (this.#comesWhole) return false;
    this.#comesWhole = true;
    return true;
  }

  endWhole(): void {
    this.#comesWhole = false;
  }

  /**
   * Writes what of `chunk`, whose first byte belongs at `at`, is not there yet; tells how many bytes that were.
   *
   * @throws CodedError `storage-full` when only a part could be written
   */
  write(at: number, chunk: Uint8Array<ArrayBuffer>): number {
    let bytes = 0;
    for (const [start, end] of missingIn(this.#received, [at, at + chunk.length])) {
      const part = chunk.subarray(start - at, end - at);
      const written = this.#handle.write(part, { at: start });
      if (written < part.length) throw new CodedError('storage-full', `${written} of ${part.length} bytes written`);
      this.#dirty = true;
      this.#received = addRange(this.#received, [start, end]);
      // What continues the beginning is hashed while it is at hand.
      if (start === this.#hashed) this.#feed(part);
      bytes += part.length;
    }
    return bytes;
  }

  /** Hashes what arrived ahead of its turn or was there before, reading it back into `buffer`; how many bytes. */
  hashMore(buffer: Uint8Array<ArrayBuffer>): number {
    const bytes = Math.min(buffer.length, this.unhashedBytes);
    if (bytes === 0) return 0;
    const read = this.#handle.read(buffer.subarray(0, bytes), { at: this.#hashed });
    if (read < bytes) throw new CodedError('download-damaged', `${this.path} is short`, { detail: this.path });
    this.#feed(buffer.subarray(0, bytes));
    return bytes;
  }

  /** @throws CodedError `download-damaged` if all bytes are there and are not the right ones */
  check(): void {
    if (this.#verified || this.#hashed < this.bytes) return;
    if (!this.#hash.matches()) throw new CodedError('download-damaged', this.path, { detail: this.path });
    this.#verified = true;
  }

  /** Forgets all bytes. */
  clear(): void {
    this.#received = [];
    this.#hashed = 0;
    this.#verified = false;
    this.#hash.restart();
    this.#handle.truncate(0);
    this.#dirty = true;
  }

  /** What the journal may name: everything that has been written, brought to disk first. */
  flushed(): JournalFile {
    if (this.#dirty) this.#handle.flush();
    this.#dirty = false;
    return { path: this.path, bytes: this.bytes, hash: this.expected, received: [...this.#received] };
  }

  close(): void {
    this.#handle.close();
  }

  #feed(chunk: Uint8Array): void {
    this.#hash.update(chunk);
    this.#hashed += chunk.length;
  }
}
