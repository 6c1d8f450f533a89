import { CodedError } from '../../messages/errors';
import type { PictureOutput } from '../catalog/brightener-model';
import type { FloatValue } from '../runtime/graph';
import type { ImageTensor } from '../runtime/session';

/**
 * The picture among the channels that a network gives, as it gives it.
 *
 * @param value of its output, `[1, channels, rows, columns]` or `[1, rows, columns, channels]`, as `output.layout` says.
 * @returns RGB planes.
 * @throws CodedError `model-failed` where the output is of another shape or not finite
 */
export function readPicture({ data, dims }: FloatValue, { layout, first }: Omit<PictureOutput, 'name'>): ImageTensor {
  const [batch, ...sides] = dims;
  const [channels = 0, height = 0, width = 0] = layout === 'nchw' ? sides : [sides[2], sides[0], sides[1]];
  const area = width * height;
  if (batch !== 1 || sides.length !== 3 || area === 0 || data.length !== channels * area || first + 3 > channels) {
    throw new CodedError('model-failed', `picture of shape [${dims.join()}]`);
  }
  const [step, stride] = layout === 'nchw' ? [1, area] : [channels, 1];
  const planes = new Float32Array(3 * area);
  for (let channel = 0; channel < 3; channel++) {
    for (let i = 0; i < area; i++) planes[channel * area + i] = data[i * step + (first + channel) * stride] ?? 0;
  }
  if (!planes.every(Number.isFinite)) throw new CodedError('model-failed', 'a picture that is no number');
  return { data: planes, width, height };
}
