import { CodedError, toErrorCode } from '../../messages/errors';
import type { ImageTensor } from './session';

/** Sides that are a multiple of the key and of nothing larger that is tried. */
const candidates = [1, 2, 4, 8, 16, 32];
const base = 64;

/**
 * Finds what the sides of a network's input must be multiples of, by trying: graphs do not say it.
 *
 * @param run opens the network anew and runs it on one input; a failed run may spoil a session.
 * @throws CodedError `model-failed` when no size works; `out-of-memory` as soon as there is not enough.
 */
export async function probeMultiple(run: (input: ImageTensor) => Promise<ImageTensor>): Promise<number> {
  let cause: unknown;
  for (const multiple of candidates) {
    const side = base + multiple;
    try {
      await run({ data: new Float32Array(3 * side * side), width: side, height: side });
      return multiple;
    } catch (error) {
      // Of that no size is to blame.
      if (toErrorCode(error) === 'out-of-memory') throw error;
      cause = error;
    }
  }
  throw new CodedError('model-failed', 'no input size that was tried works', { cause });
}
