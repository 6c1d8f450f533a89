import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withoutMetadata } from '../../../images/png-metadata';
import { CodedError } from '../../../messages/errors';
import { joined } from '../../fixtures/bytes';
import { pngWithMetadata, secrets } from '../../fixtures/pictures';
import { idat, ihdr, pngChunk, pngSignature, textChunk } from '../../fixtures/png';

const pixels = new Uint8Array(4 * 3 * 3).fill(7);
const plain = joined(pngSignature, ihdr(4, 3), idat(pixels, 4, 3), pngChunk('IEND'));

async function stripped(bytes: Uint8Array<ArrayBuffer>): Promise<Buffer> {
  return Buffer.from(await (await withoutMetadata(new Blob([bytes]))).arrayBuffer());
}

describe('withoutMetadata', () => {
  it('returns the same blob when there is nothing to leave out', async () => {
    const blob = new Blob([plain]);
    expect(await withoutMetadata(blob)).toBe(blob);
  });

  it('leaves out every text, time, EXIF, animation and private chunk, and what follows the end', async () => {
    const saved = await stripped(pngWithMetadata().bytes);
    for (const secret of [secrets.maker, secrets.comment]) expect(saved.includes(secret)).toBe(false);
    const extra = ['iTXt', 'acTL', 'fcTL', 'fdAT', 'prVt', 'caBX', 'dSIG'].map((type) => pngChunk(type, [1, 2, 3]));
    const noisy = joined(pngSignature, ihdr(4, 3), ...extra, idat(pixels, 4, 3), ...extra, pngChunk('IEND'), 'more');
    expect(await stripped(noisy)).toEqual(Buffer.from(plain));
  });

  it('finds chunks wherever they lie in a file larger than what it reads at once', async () => {
    const rows = new Uint8Array(2 ** 20 - 100);
    for (const shift of [0, 50, 92, 96, 99, 100, 104]) {
      const big = pngChunk('IDAT', rows.subarray(shift));
      const clean = joined(pngSignature, ihdr(4, 3), big, big, pngChunk('IEND'));
      const noisy = joined(pngSignature, ihdr(4, 3), big, textChunk('Comment', 'x'), big, pngChunk('IEND'));
      expect((await stripped(noisy)).equals(Buffer.from(clean)), `${shift}`).toBe(true);
    }
  });

  it('refuses what does not end, and never fails otherwise', async () => {
    await expect(stripped(joined(pngSignature, ihdr(4, 3)))).rejects.toBeInstanceOf(CodedError);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.nat(40), async (bytes, start) => {
        const damaged = joined(plain.subarray(0, start), bytes);
        try {
          await stripped(damaged);
        } catch (error) {
          expect(error).toBeInstanceOf(CodedError);
        }
      }),
    );
  });
});
