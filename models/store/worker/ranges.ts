import type { ByteRange } from '../record';

/** Adds a range to sorted, separate ones; what touches becomes one. */
export function addRange(ranges: readonly ByteRange[], [start, end]: ByteRange): ByteRange[] {
  if (start >= end) return [...ranges];
  const before = ranges.filter((range) => range[1] < start);
  const after = ranges.filter((range) => range[0] > end);
  const touching = ranges.slice(before.length, ranges.length - after.length);
  const first = Math.min(start, touching.at(0)?.[0] ?? start);
  const last = Math.max(end, touching.at(-1)?.[1] ?? end);
  return [...before, [first, last], ...after];
}

/** What ranges, in whatever order, cover of the first `size` bytes: sorted and separate. */
export function tidy(ranges: readonly ByteRange[], size: number): ByteRange[] {
  return ranges.reduce<ByteRange[]>((all, [start, end]) => addRange(all, [start, Math.min(end, size)]), []);
}

/** The parts of `within` that sorted, separate ranges do not cover. */
export function missingIn(ranges: readonly ByteRange[], within: ByteRange): ByteRange[] {
  const missing: ByteRange[] = [];
  let at = within[0];
  for (const [start, end] of ranges) {
    if (start >= within[1]) break;
    if (start > at) missing.push([at, start]);
    at = Math.max(at, end);
  }
  if (at < within[1]) missing.push([at, within[1]]);
  return missing;
}

/** How many bytes separate ranges cover. */
export function sizeOf(ranges: readonly ByteRange[]): number {
  return ranges.reduce((sum, [start, end]) => sum + end - start, 0);
}

/** How many bytes from the first on are covered without a gap. */
export function prefixOf(ranges: readonly ByteRange[]): number {
  const first = ranges[0];
  return first?.[0] === 0 ? first[1] : 0;
}
