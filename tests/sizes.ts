/**
 * How much the tests do: enough to notice a break on every commit, or as much as the promises say.
 * `IMAGINEX_SIZES=full` chooses the second column.
 */
const table = {
  /** Megapixels of the result of the largest enlargement. */
  largeResultMegapixels: { small: 12, full: 50 },
  /** Megapixels of the result at which memory is measured. */
  memoryResultMegapixels: { small: 12, full: 48 },
  /** Seconds of random input in the editor. */
  chaosSeconds: { small: 20, full: 300 },
  /** Random cases per property. */
  fuzzRuns: { small: 300, full: 20_000 },
  /** Damaged or hostile picture files opened. */
  hostileFiles: { small: 60, full: 2_000 },
  /** Journeys through the editor after which memory must be back. */
  memoryJourneys: { small: 3, full: 20 },
} as const;

type Name = keyof typeof table;

const column = process.env.IMAGINEX_SIZES === 'full' ? 'full' : 'small';

/** The size to use in this run. */
export function size(name: Name): number {
  return table[name][column];
}
