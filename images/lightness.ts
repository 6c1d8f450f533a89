/** Weights of red, green and blue in luma (Rec. 601). */
const [red, green, blue] = [0.299, 0.587, 0.114];

/** Luma, 0–1, of RGB planes in 0–1. */
export function lumaOfPlanes(planes: Float32Array): Float32Array<ArrayBuffer> {
  const area = planes.length / 3;
  const out = new Float32Array(area);
  for (let i = 0; i < area; i++) {
    out[i] = red * (planes[i] ?? 0) + green * (planes[area + i] ?? 0) + blue * (planes[2 * area + i] ?? 0);
  }
  return out;
}

/** Luma, 0–1, of RGBA pixels, as many as `out` has room for. */
export function lumaOfPixels(pixels: Uint8ClampedArray, out: Float32Array): void {
  for (let i = 0, p = 0; i < out.length; i++, p += 4) {
    out[i] = (red * (pixels[p] ?? 0) + green * (pixels[p + 1] ?? 0) + blue * (pixels[p + 2] ?? 0)) / 255;
  }
}
