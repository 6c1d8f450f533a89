import type { PixelSource } from './pixel-source';
import type { Size } from './rectangle';
import { resamplingTaps } from './resample';
import type { Rectangle } from './tiles';

/** Pixels of the original that are read together, if one row is not more already. */
const pixelsAtOnce = 2 ** 19;

/**
 * A part of a picture at another size, resampled as it is read: memory is that of what is asked for and of a band of the
 * original. Colours count as much as they are opaque.
 *
 * Closing it closes the original.
 *
 * @param window in whole pixels of the original, and inside it.
 */
export function resizedSource(source: PixelSource, window: Rectangle, { width, height }: Size): PixelSource {
  return {
    width,
    height,
    colorSpace: source.colorSpace,
    mayHaveAlpha: source.mayHaveAlpha,
    read(x, y, w, h) {
      const columns = resamplingTaps(window.width, width, x, x + w);
      const rows = resamplingTaps(window.height, height, y, y + h);
      const out = new Uint8ClampedArray(4 * w * h);
      const left = columns[0]?.first ?? 0;
      const last = columns.at(-1);
      const across = last ? last.first + last.weights.length - left : 0;
      /** Rows of the original, as wide as what is asked for and multiplied by alpha, 0–1. */
      const wide = new Map<number, Float32Array>();
      const readUpTo = (first: number, end: number): void => {
        for (const row of wide.keys()) if (row < first) wide.delete(row);
        let next = first;
        while (wide.has(next)) next++;
        const atOnce = Math.max(1, Math.floor(pixelsAtOnce / across));
        for (; next < end; next += atOnce) {
          const count = Math.min(atOnce, window.height - next);
          const band = source.read(window.x + left, window.y + next, across, count);
          for (let i = 0; i < count; i++) wide.set(next + i, widened(band.subarray(4 * i * across, 4 * (i + 1) * across), columns, left));
        }
      };
      const sums = new Float32Array(4 * w);
      rows.forEach(({ first, weights }, row) => {
        readUpTo(first, first + weights.length);
        sums.fill(0);
        weights.forEach((weight, i) => {
          const line = wide.get(first + i);
          for (let at = 0; line && at < sums.length; at++) sums[at] = (sums[at] ?? 0) + weight * (line[at] ?? 0);
        });
        for (let at = 0; at < sums.length; at += 4) {
          const alpha = sums[at + 3] ?? 0;
          const to = 4 * row * w + at;
          for (let channel = 0; channel < 3 && alpha > 0; channel++) out[to + channel] = (255 * (sums[at + channel] ?? 0)) / alpha;
          out[to + 3] = 255 * alpha;
        }
      });
      return out;
    },
    close: () => source.close(),
  };
}

function widened(pixels: Uint8ClampedArray, columns: ReturnType<typeof resamplingTaps>, left: number): Float32Array {
  const line = new Float32Array(4 * columns.length);
  columns.forEach(({ first, weights }, x) => {
    for (let i = 0; i < weights.length; i++) {
      const from = 4 * (first - left + i);
      const alpha = ((weights[i] ?? 0) * (pixels[from + 3] ?? 0)) / 255;
      for (let channel = 0; channel < 3; channel++) line[4 * x + channel] = (line[4 * x + channel] ?? 0) + (alpha * (pixels[from + channel] ?? 0)) / 255;
      line[4 * x + 3] = (line[4 * x + 3] ?? 0) + alpha;
    }
  });
  return line;
}

/** The largest part of a picture, from its middle, that has the proportions of a frame, in whole pixels. */
export function coveringPart(picture: Size, frame: Size): Rectangle {
  const scale = Math.max(frame.width / picture.width, frame.height / picture.height);
  const width = Math.max(1, Math.min(picture.width, Math.round(frame.width / scale)));
  const height = Math.max(1, Math.min(picture.height, Math.round(frame.height / scale)));
  return { x: Math.floor((picture.width - width) / 2), y: Math.floor((picture.height - height) / 2), width, height };
}
