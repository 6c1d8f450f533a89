import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ByteRange } from '../../../models/store/record';
import { addRange, missingIn, prefixOf, sizeOf, tidy } from '../../../models/store/worker/ranges';

const size = 60;
const someRanges = fc.array(fc.tuple(fc.nat(size), fc.nat(size)), { maxLength: 12 });

function covered(ranges: readonly ByteRange[]): boolean[] {
  return Array.from({ length: size }, (_, at) => ranges.some(([start, end]) => start <= at && at < end));
}

describe('ranges', () => {
  it('cover what was added and nothing else, sorted and separate', () => {
    fc.assert(
      fc.property(someRanges, (added) => {
        const all = added.reduce<ByteRange[]>(addRange, []);
        expect(covered(all)).toEqual(covered(added));
        for (const [index, [start, end]] of all.entries()) {
          expect(start).toBeLessThan(end);
          expect(start).toBeGreaterThan(all[index - 1]?.[1] ?? -1);
        }
        expect(sizeOf(all)).toBe(covered(all).filter(Boolean).length);
      }),
    );
  });

  it('lack exactly the bytes within that they do not cover', () => {
    fc.assert(
      fc.property(someRanges, fc.nat(size), fc.nat(size), (added, a, b) => {
        const all = tidy(added, size);
        const within: ByteRange = [Math.min(a, b), Math.max(a, b)];
        const expected = covered(all).map((is, at) => !is && within[0] <= at && at < within[1]);
        expect(covered(missingIn(all, within))).toEqual(expected);
      }),
    );
  });

  it('have a prefix only from the first byte on', () => {
    expect(prefixOf([[0, 5], [7, 9]])).toBe(5);
    expect(prefixOf([[1, 5]])).toBe(0);
    expect(prefixOf([])).toBe(0);
  });

  it('are cut at the size of the file', () => {
    expect(tidy([[4, 90], [0, 2], [70, 80]], 50)).toEqual([[0, 2], [4, 50]]);
  });
});
