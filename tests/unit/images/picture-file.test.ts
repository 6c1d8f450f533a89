import { describe, expect, it } from 'vitest';
import { inMemory } from '../../../images/picture-file';

const { signal } = new AbortController();
const size = 9 * 2 ** 20;

function contents(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: size }, (_, i) => (i * 31) >>> 7);
}

/** A file that is no longer what it was when it was chosen. */
class ChangedFile extends File {
  readonly #slice: (start: number, end: number) => Blob;

  constructor(slice: (start: number, end: number) => Blob) {
    super([contents()], 'changed.png');
    this.#slice = slice;
  }

  override slice(start = 0, end: number = this.size): Blob {
    return this.#slice(start, end);
  }
}

class Unreadable extends Blob {
  override arrayBuffer(): Promise<ArrayBuffer> {
    return Promise.reject(new DOMException('changed on disk', 'NotReadableError'));
  }
}

describe('inMemory', () => {
  it('gives every byte of a file, in order, and not the file', async () => {
    const file = new File([contents()], 'a.png');
    const copy = await inMemory(signal, file);
    expect(copy).not.toBeInstanceOf(File);
    expect(Buffer.from(await copy.arrayBuffer()).equals(contents())).toBe(true);
  });

  it('leaves alone what is no file', async () => {
    const blob = new Blob([contents()]);
    expect(await inMemory(signal, blob)).toBe(blob);
  });

  it('says that a file changed on the way', async () => {
    const half = size / 2;
    const gone = new ChangedFile((start) => (start < half ? new Blob([contents().slice(0, 4 * 2 ** 20)]) : new Unreadable()));
    await expect(inMemory(signal, gone)).rejects.toMatchObject({ code: 'file-changed' });
    const shorter = new ChangedFile((start, end) => new Blob([contents().slice(start, Math.min(end, half))]));
    await expect(inMemory(signal, shorter)).rejects.toMatchObject({ code: 'file-changed' });
  });

  it('ends with the signal', async () => {
    const file = new File([contents()], 'a.png');
    await expect(inMemory(AbortSignal.abort(), file)).rejects.toMatchObject({ name: 'AbortError' });
  });
});
