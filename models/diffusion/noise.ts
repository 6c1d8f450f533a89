import { CodedError } from '../../messages/errors';
import { philox, type Words4 } from './philox';

/** Where the noise of a run comes from. */
export interface NoiseSource {
  /** The next `count` numbers, standard normal. */
  normal(count: number): Float32Array;
}

/**
 * Noise that a seed determines. Number n of stream s of a seed is one of the four that Philox4x32-10 and the
 * Box–Muller transform make of the counter (⌊n/4⌋ low, ⌊n/4⌋ high, s, 0) and of the key (seed low, seed high),
 * words of 32 bits: so streams never meet, and nothing depends on the portions that are drawn or on the backend.
 *
 * The random words are the same everywhere. `Math.log`, `cos` and `sin` are not bound to the last bit, so where an
 * engine computes them otherwise, about one number in 10⁸ may differ by the last bit of its float32.
 */
export class SeededNoise implements NoiseSource {
  readonly #key: readonly [number, number];
  readonly #stream: number;
  #drawn = 0;

  /**
   * `seed`: a whole number from 0 to 2⁵³ − 1. `stream`: from 0 to 2³² − 1; variation k of a seed is stream k.
   * Errors: `options-invalid`.
   */
  constructor(seed: number, stream = 0) {
    if (!(Number.isSafeInteger(seed) && seed >= 0)) throw new CodedError('options-invalid', `seed ${seed}`);
    if (stream >>> 0 !== stream) throw new CodedError('options-invalid', `stream ${stream}`);
    this.#key = words(seed);
    this.#stream = stream;
  }

  normal(count: number): Float32Array {
    const result = new Float32Array(count);
    const first = this.#drawn % 4;
    let block = (this.#drawn - first) / 4;
    for (let index = -first; index < count; index += 4, block += 1) {
      const values = boxMuller(philox([...words(block), this.#stream, 0], this.#key));
      for (const [lane, value] of values.entries()) if (index + lane >= 0) result[index + lane] = value;
    }
    this.#drawn += count;
    return result;
  }
}

/** A whole number from 0 to 2⁵³ − 1 as two words, the less significant first. */
function words(value: number): [number, number] {
  return [value >>> 0, Math.floor(value / 2 ** 32)];
}

/** Two independent normal numbers of each two words; uniform numbers lie in the middles of 2³² steps, never at 0. */
function boxMuller([a, b, c, d]: Words4): [number, number, number, number] {
  const radius = Math.sqrt(-2 * Math.log((a + 0.5) / 2 ** 32));
  const otherRadius = Math.sqrt(-2 * Math.log((c + 0.5) / 2 ** 32));
  const angle = (2 * Math.PI * (b + 0.5)) / 2 ** 32;
  const otherAngle = (2 * Math.PI * (d + 0.5)) / 2 ** 32;
  return [
    radius * Math.cos(angle),
    radius * Math.sin(angle),
    otherRadius * Math.cos(otherAngle),
    otherRadius * Math.sin(otherAngle),
  ];
}

/** Noise that was recorded elsewhere, tensor by tensor, to compare with what was computed from it there. */
export class RecordedNoise implements NoiseSource {
  readonly #tensors: readonly Float32Array[];
  #used = 0;

  constructor(tensors: readonly Float32Array[]) {
    this.#tensors = tensors;
  }

  /** Tensors that were not drawn yet. */
  get left(): number {
    return this.#tensors.length - this.#used;
  }

  /** The next tensor, which has to have `count` numbers: throws otherwise, and when all are used. */
  normal(count: number): Float32Array {
    const tensor = this.#tensors[this.#used];
    if (!tensor) throw new Error(`all ${this.#used} recorded tensors of noise are used`);
    if (tensor.length !== count) throw new RangeError(`recorded ${tensor.length} numbers of noise, asked for ${count}`);
    this.#used += 1;
    return tensor.slice();
  }
}
