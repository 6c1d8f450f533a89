/** Rounds that are needed for random numbers are seven; ten is what is in use everywhere. */
const rounds = 10;
const multipliers = [0xd2511f53, 0xcd9e8d57] as const;
/** What the key grows by: the golden ratio, and √3 − 1. */
const weyl = [0x9e3779b9, 0xbb67ae85] as const;

export type Words4 = readonly [number, number, number, number];

/**
 * Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3"): four random
 * words out of a counter and a key. All words are unsigned and of 32 bits, the least significant first.
 */
export function philox(counter: Words4, key: readonly [number, number]): Words4 {
  let [a, b, c, d] = counter;
  let [left, right] = key;
  for (let round = 0; round < rounds; round += 1) {
    const low = Math.imul(multipliers[0], a) >>> 0;
    const high = highWord(multipliers[0], a);
    const otherLow = Math.imul(multipliers[1], c) >>> 0;
    const otherHigh = highWord(multipliers[1], c);
    a = (otherHigh ^ b ^ left) >>> 0;
    b = otherLow;
    c = (high ^ d ^ right) >>> 0;
    d = low;
    left = (left + weyl[0]) >>> 0;
    right = (right + weyl[1]) >>> 0;
  }
  return [a, b, c, d];
}

/** The upper half of the product of two words, whose 64 bits no double holds: by halves of 16 bits. */
function highWord(x: number, y: number): number {
  const xHigh = x >>> 16;
  const xLow = x & 0xffff;
  const yHigh = y >>> 16;
  const yLow = y & 0xffff;
  const middle = xHigh * yLow + ((xLow * yLow) >>> 16);
  const carry = (middle & 0xffff) + xLow * yHigh;
  return (xHigh * yHigh + Math.floor(middle / 65536) + Math.floor(carry / 65536)) >>> 0;
}
