import type { ImageTensor } from '../runtime/session';

/**
 * A picture with what photographs have: slow gradients, edges, and a little grain. Made by arithmetic, so
 * the same everywhere.
 *
 * @param white its largest possible value; black is 0.
 */
export function probePicture(width: number, height: number, white: number): ImageTensor {
  const data = new Float32Array(3 * width * height);
  for (let channel = 0; channel < 3; channel++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const slow = 0.45 + 0.2 * Math.sin(x / 17 + channel) + 0.15 * Math.cos(y / 11 - channel * 0.7 + x / 40);
        const edges = x % 37 < 18 === y % 29 < 13 ? -0.05 : 0.12;
        const value = slow + edges + 0.02 * grain(x, y, channel);
        data[(channel * height + y) * width + x] = Math.min(1, Math.max(0, value)) * white;
      }
    }
  }
  return { data, width, height };
}

/** −1 to 1, different at every place: a hash of 32 bits. */
function grain(x: number, y: number, channel: number): number {
  let hash = Math.imul(x + 1, 0x9e3779b1) ^ Math.imul(y + 1, 0x85ebca77) ^ Math.imul(channel + 1, 0xc2b2ae3d);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (((hash ^ (hash >>> 12)) >>> 0) / 2 ** 31) - 1;
}

/** The picture without its first `cut` columns. */
export function withoutLeft({ data, width, height }: ImageTensor, cut: number): ImageTensor {
  const rest = width - cut;
  const part = new Float32Array(3 * rest * height);
  for (let row = 0; row < 3 * height; row++) {
    part.set(data.subarray(row * width + cut, (row + 1) * width), row * rest);
  }
  return { data: part, width: rest, height };
}
