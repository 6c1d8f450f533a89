import { CodedError } from '../../../messages/errors';
import type { FloatValue } from '../../runtime/graph';

/** a* and b* of Lab, `[2, height, width]`. */
export interface Chroma {
  data: Float32Array<ArrayBuffer>;
  width: number;
  height: number;
}

/** No colour of sRGB has more. */
const most = 128;

/**
 * The colours that a network gives.
 *
 * @throws CodedError `model-failed` where they are of another shape than `[1, 2, height, width]`, or no numbers
 */
export function readChroma({ data, dims }: FloatValue): Chroma {
  const [batch, channels, height = 0, width = 0] = dims;
  if (dims.length !== 4 || batch !== 1 || channels !== 2 || width * height === 0 || data.length !== 2 * width * height) {
    throw new CodedError('model-failed', `colours of shape [${dims.join()}]`);
  }
  if (!data.every(Number.isFinite)) throw new CodedError('model-failed', 'colours that are no numbers');
  return { data: Float32Array.from(data, (value) => Math.max(-most, Math.min(most, value))), width, height };
}
