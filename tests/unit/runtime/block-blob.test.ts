import { expect, test, vi } from 'vitest';
import { BlockBlob } from '../../../models/runtime/block-blob';

const bytes = Uint8Array.from({ length: 9 * 2 ** 20 + 5 }, (_, i) => (i * 31) % 251);
const blob = new BlockBlob(new Blob([bytes]));

async function read(part: Blob): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of part.stream()) chunks.push(chunk);
  return chunks;
}

test('a part is read block by block, to the byte', async () => {
  const chunks = await read(blob.slice(7, bytes.length - 3));
  expect(chunks.map(({ length }) => length)).toEqual([2 ** 22, 2 ** 22, 2 ** 20 - 5]);
  expect(Buffer.concat(chunks).equals(bytes.subarray(7, bytes.length - 3))).toBe(true);
});

test('no part offers a BYOB reader, by which browsers may never answer', () => {
  for (const part of [blob, blob.slice(0, 100), blob.slice(10).slice(5)]) {
    expect(part).toBeInstanceOf(Blob);
    expect(() => part.stream().getReader({ mode: 'byob' })).toThrow(TypeError);
  }
});

test('an empty part ends at once', async () => {
  expect(await read(blob.slice(4, 4))).toEqual([]);
});

test('what cannot be read fails the stream', async () => {
  const reading = vi.spyOn(Blob.prototype, 'arrayBuffer').mockRejectedValue(new DOMException('gone', 'NotReadableError'));
  await expect(read(blob)).rejects.toThrow('gone');
  reading.mockRestore();
});
