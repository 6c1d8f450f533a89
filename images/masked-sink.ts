import type { Mask } from './mask';
import type { PictureSink } from './picture-sink';
import type { PixelSource } from './pixel-source';
import { rasteriseMask } from './rasterise-mask';

/**
 * Takes a picture and hands on only the part of it that a mask covers; the rest is the original's, to the bit. At a feathered edge
 * one goes over into the other. Memory is that of the rows that are written at once.
 *
 * @param original of the size of what is written.
 */
export function maskedSink(sink: PictureSink, original: PixelSource, mask: Mask): PictureSink {
  const { width } = original;
  let y = 0;
  return {
    async write(rows) {
      const height = rows.length / 4 / width;
      const out = original.read(0, y, width, height);
      const coverage = rasteriseMask(mask, original, { x: 0, y, width, height });
      for (let i = 0; i < coverage.length; i++) mix(out, rows, 4 * i, (coverage[i] ?? 0) / 255);
      y += height;
      await sink.write(out);
    },
  };
}

/** Moves a pixel of `out` towards that of `rows`, 0–1; colours count as far as they are opaque. */
function mix(out: Uint8ClampedArray, rows: Uint8ClampedArray, at: number, cover: number): void {
  if (cover === 0) return;
  const kept = (1 - cover) * (out[at + 3] ?? 0);
  const made = cover * (rows[at + 3] ?? 0);
  const alpha = kept + made;
  for (let channel = 0; channel < 3; channel++) {
    const [before, after] = [out[at + channel] ?? 0, rows[at + channel] ?? 0];
    out[at + channel] = alpha === 0 ? after : (kept * before + made * after) / alpha;
  }
  out[at + 3] = alpha;
}
