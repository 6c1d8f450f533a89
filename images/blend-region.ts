import type { PixelSource } from './pixel-source';
import { PaintedRows } from './painted-rows';
import { intersection } from './rectangle';
import type { Coverage } from './read-region';
import type { RegionPlan } from './region';

/**
 * A picture with what a model painted laid over a part of it. Where nothing is covered, or outside of the
 * window, its bytes are those of the original; elsewhere the painting lies over it, as opaque as the pixel
 * is covered. Read it in bands of whole rows: memory is that of the band and of the painting.
 *
 * Closing it closes the original.
 *
 * @param planes RGB, 0–1: `[3, plan.height, plan.width]`.
 */
export function blendRegion(
  source: PixelSource,
  plan: RegionPlan,
  coverage: Coverage,
  planes: Float32Array,
): PixelSource {
  const { window } = plan;
  return {
    width: source.width,
    height: source.height,
    colorSpace: source.colorSpace,
    mayHaveAlpha: source.mayHaveAlpha,
    read(x, y, width, height) {
      const pixels = source.read(x, y, width, height);
      const area = intersection({ x, y, width, height }, window);
      if (!area) return pixels;
      const covered = coverage(area);
      if (covered.every((value) => value === 0)) return pixels;
      const painting = new PaintedRows(plan, planes, area);
      for (let row = 0; row < area.height; row++) {
        const painted = painting.row(area.y + row);
        const at = ((area.y - y + row) * width + area.x - x) * 4;
        layOver(pixels, at, painted, covered.subarray(row * area.width, (row + 1) * area.width));
      }
      return pixels;
    },
    close: () => source.close(),
  };
}

/** Porter and Duff's `over`, with straight alpha: `painted` is opaque as far as it covers. */
function layOver(pixels: Uint8ClampedArray, start: number, painted: Float32Array, covered: Uint8ClampedArray): void {
  const width = covered.length;
  for (let x = 0, at = start; x < width; x++, at += 4) {
    const cover = (covered[x] ?? 0) / 255;
    if (cover === 0) continue;
    const kept = ((1 - cover) * (pixels[at + 3] ?? 0)) / 255;
    const alpha = cover + kept;
    for (let channel = 0; channel < 3; channel++) {
      const over = cover * 255 * (painted[channel * width + x] ?? 0);
      pixels[at + channel] = (over + kept * (pixels[at + channel] ?? 0)) / alpha;
    }
    pixels[at + 3] = 255 * alpha;
  }
}
