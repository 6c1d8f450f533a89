import type { PixelSource } from '../../images/pixel-source';
import { readRegion } from '../../images/read-region';
import type { ClassifierInput } from '../catalog/classifier-model';

/**
 * A picture as a classifier takes it: all of it brought to the classifier's size, whatever its shape, as image
 * processors of transformers do. Shrunk by averaging, which differs from their bilinear filter by little.
 *
 * @returns planar, `[3, height, width]`, `(value · white − mean) / std` with the picture's values from 0 to 1. Alpha is
 * left out.
 */
export function classifierInputOf(source: PixelSource, input: ClassifierInput): Float32Array<ArrayBuffer> {
  const { width, height, white, mean, std, channels } = input;
  const window = { x: 0, y: 0, width: source.width, height: source.height };
  const planes = readRegion(source, { window, width, height });
  const area = width * height;
  const out = new Float32Array(planes.length);
  for (let channel = 0; channel < 3; channel++) {
    const from = (channels === 'rgb' ? channel : 2 - channel) * area;
    for (let i = 0; i < area; i++) {
      out[channel * area + i] = ((planes[from + i] ?? 0) * white - (mean[channel] ?? 0)) / (std[channel] ?? 1);
    }
  }
  return out;
}
