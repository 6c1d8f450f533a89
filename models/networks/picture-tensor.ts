import type { PixelSource } from '../../images/pixel-source';
import { readRegion } from '../../images/read-region';
import { type Size, wholeOf } from '../../images/rectangle';
import type { Rectangle } from '../../images/tiles';
import type { PictureInput } from '../catalog/picture-input';
import type { GraphValue } from '../runtime/graph';

/** A part of a picture as a network takes it. */
export interface PictureTensor extends GraphValue, Size {
  data: Float32Array<ArrayBuffer>;
}

/** The size at which a network sees a part of a picture that has this size. */
export function inputSize({ width, height }: Size, input: PictureInput): Size {
  if ('width' in input) return { width: input.width, height: input.height };
  const { longest, shortest, multiple } = input;
  const ratio = Math.min(1, longest / Math.max(width, height), shortest === undefined ? 1 : shortest / Math.min(width, height));
  const side = (length: number): number => Math.max(1, Math.round((length * ratio) / multiple)) * multiple;
  return { width: side(width), height: side(height) };
}

/**
 * A part of a picture brought to the size that a network takes, whatever its shape where that size is fixed, and to its
 * values. Alpha is left out.
 *
 * @param window inside the picture; all of it where missing.
 * @returns `[1, 3, height, width]` or `[1, height, width, 3]`, as `input.layout` says:
 * `((value · white − mean) / std) / divisor`, with the picture's values from 0 to 1.
 */
export function pictureTensor(source: PixelSource, input: PictureInput, window: Rectangle = wholeOf(source)): PictureTensor {
  const size = inputSize(window, input);
  return tensorOf(readRegion(source, { window, ...size }), size, input);
}

/**
 * The same of a picture that is in planes already.
 *
 * @param planes RGB, 0–1: `[3, height, width]`, of the size that the network takes.
 */
export function tensorOf(planes: Float32Array, { width, height }: Size, input: PictureInput): PictureTensor {
  const { white, mean, std, divisor, channels, layout } = input;
  const area = width * height;
  const out = new Float32Array(3 * area);
  const isPlanar = layout === 'nchw';
  for (let channel = 0; channel < 3; channel++) {
    const from = (channels === 'rgb' ? channel : 2 - channel) * area;
    const to = isPlanar ? channel * area : channel;
    const step = isPlanar ? 1 : 3;
    const scale = (std[channel] ?? 1) * divisor;
    const middle = mean[channel] ?? 0;
    for (let i = 0; i < area; i++) out[to + i * step] = ((planes[from + i] ?? 0) * white - middle) / scale;
  }
  return { data: out, dims: isPlanar ? [1, 3, height, width] : [1, height, width, 3], width, height };
}
