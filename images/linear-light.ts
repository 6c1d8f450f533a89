/** sRGB's transfer curve (IEC 61966-2-1), which Display P3 shares. Both sides from 0 to 1. */
export function toLinear(encoded: number): number {
  return encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4;
}

/** Its inverse. */
export function toEncoded(linear: number): number {
  return linear <= 0.0031308 ? linear * 12.92 : 1.055 * linear ** (1 / 2.4) - 0.055;
}

/** Linear light, 0–1, of each of the 256 bytes. */
export const linearOfByte: Float32Array = Float32Array.from({ length: 256 }, (_, byte) => toLinear(byte / 255));

/**
 * The curve is nearly a root, so steps of a root are nearly steps of what is looked up: 32 of them make a byte, and what is
 * found is off by no more than a thirtieth of one.
 */
const steps = 8191;
const bytes = Uint8ClampedArray.from({ length: steps + 1 }, (_, i) => toEncoded((i / steps) ** 2) * 255);

/** The byte that is nearest to linear light, which is clamped to 0–1. */
export function byteOfLinear(linear: number): number {
  return bytes[linear >= 1 ? steps : linear > 0 ? Math.round(Math.sqrt(linear) * steps) : 0] ?? 0;
}
