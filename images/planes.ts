/**
 * Conversions between interleaved 8-bit pixels and the planar floats that image models take:
 * NCHW with N = 1, RGB, 0–1.
 */

/**
 * @param planes where to; a new array unless given.
 * @returns 3 · width · height floats in 0–1: all red, all green, all blue.
 */
export function toPlanes(
  pixels: Uint8ClampedArray,
  width: number,
  height: number,
  planes = new Float32Array(3 * width * height),
): Float32Array {
  const area = width * height;
  for (let i = 0, p = 0; i < area; i++, p += 4) {
    planes[i] = (pixels[p] ?? 0) / 255;
    planes[area + i] = (pixels[p + 1] ?? 0) / 255;
    planes[2 * area + i] = (pixels[p + 2] ?? 0) / 255;
  }
  return planes;
}

/** Opaque RGBA, 8 bits, of RGB planes in 0–1; clamped and rounded by the array. */
export function pixelsOf({ data, width, height }: { data: Float32Array; width: number; height: number }): Uint8ClampedArray {
  const area = width * height;
  const pixels = new Uint8ClampedArray(4 * area);
  for (let i = 0, p = 0; i < area; i++, p += 4) {
    pixels[p] = (data[i] ?? 0) * 255;
    pixels[p + 1] = (data[area + i] ?? 0) * 255;
    pixels[p + 2] = (data[2 * area + i] ?? 0) * 255;
    pixels[p + 3] = 255;
  }
  return pixels;
}

/** The alpha channel as three equal planes in 0–1. */
export function alphaToPlanes(pixels: Uint8ClampedArray, width: number, height: number): Float32Array {
  const area = width * height;
  const planes = new Float32Array(3 * area);
  for (let i = 0; i < area; i++) planes[i] = (pixels[4 * i + 3] ?? 0) / 255;
  planes.copyWithin(area, 0, area);
  planes.copyWithin(2 * area, 0, area);
  return planes;
}

/** The alpha that every pixel has, or `undefined` when they differ. */
export function uniformAlpha(pixels: Uint8ClampedArray): number | undefined {
  const first = pixels[3];
  for (let i = 7; i < pixels.length; i += 4) if (pixels[i] !== first) return undefined;
  return first;
}

/** How far colour reaches into what is fully transparent, in pixels. */
export const bleedRadius = 8;

/**
 * Gives fully transparent pixels the mean colour of their visible neighbours, up to `bleedRadius`
 * away, so that a model does not draw the arbitrary colour underneath into a soft edge.
 */
export function bleedColor(pixels: Uint8ClampedArray, width: number, height: number): void {
  const known = new Uint8Array(width * height);
  for (let i = 0; i < known.length; i++) known[i] = pixels[4 * i + 3] === 0 ? 0 : 1;
  for (let pass = 1; pass <= bleedRadius; pass++) {
    let changed = false;
    for (let y = 0, i = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) {
        if (known[i]) continue;
        let count = 0;
        let red = 0;
        let green = 0;
        let blue = 0;
        for (let dy = -1; dy <= 1; dy++) {
          if (y + dy < 0 || y + dy >= height) continue;
          for (let dx = -1; dx <= 1; dx++) {
            if (x + dx < 0 || x + dx >= width) continue;
            const n = i + dy * width + dx;
            const state = known[n] ?? 0;
            if (state === 0 || state === pass + 1) continue;
            count++;
            red += pixels[4 * n] ?? 0;
            green += pixels[4 * n + 1] ?? 0;
            blue += pixels[4 * n + 2] ?? 0;
          }
        }
        if (count === 0) continue;
        pixels[4 * i] = red / count;
        pixels[4 * i + 1] = green / count;
        pixels[4 * i + 2] = blue / count;
        // Not a source for others until the next pass, or colour would run along the scan direction.
        known[i] = pass + 1;
        changed = true;
      }
    }
    if (!changed) return;
  }
}
