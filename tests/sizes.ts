/**
 * How much the tests do: enough to notice a break on every commit, or as much as the promises say.
 * `IMAGINEX_SIZES=full` chooses the second column.
 */
const table = {
  /** Megapixels of the result at which memory is measured. */
  memoryResultMegapixels: { small: 12, full: 50 },
  /** Megapixels of a picture of which a part changes and everything else stays to the bit. */
  exactMegapixels: { small: 1, full: 24 },
  /** Side in pixels of what a small checkpoint makes, where nothing hangs on it. */
  madeSide: { small: 256, full: 512 },
  /** How long the editor gets random input, in each browser. */
  chaosSeconds: { small: 20, full: 300 },
  /** Random cases per property. */
  fuzzRuns: { small: 300, full: 20_000 },
  /** Hostile files that are opened in the editor itself; there are fewer of them than the larger number. */
  hostileFiles: { small: 40, full: 1000 },
  /** Megabytes of the model that is downloaded, well or badly. */
  modelMegabytes: { small: 24, full: 300 },
  /** Megabytes of a model whose weights are in two files beside it. */
  threeFilesMegabytes: { small: 24, full: 2200 },
  /** How often a browser is killed while it downloads. */
  killMoments: { small: 2, full: 10 },
  /** How long two tabs and the popup get in each other's way. */
  storeChaosSeconds: { small: 20, full: 120 },
  /** Blocks of a denoiser with random weights: 54 million numbers, or as many as tiny-sd's has, 319 million. */
  denoiserBlocks: { small: 2, full: 20 },
  /** Megabytes that the browser may take for a run with it, beyond what it takes when idle. */
  denoiserPeakMegabytes: { small: 1500, full: 3500 },
} as const;

type Name = keyof typeof table;

const column = process.env.IMAGINEX_SIZES === 'full' ? 'full' : 'small';

/** The size to use in this run. */
export function size(name: Name): number {
  return table[name][column];
}
