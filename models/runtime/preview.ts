import type { PreviewPatch } from '../../messages/editor-port';
import type { Rectangle } from '../../images/tiles';

export interface PreviewSize {
  width: number;
  height: number;
}

/** Size of the preview of a result: its longer side is `longest`, or the result's own if smaller. */
export function previewSizeOf(width: number, height: number, longest: number): PreviewSize {
  const ratio = Math.min(1, longest / Math.max(width, height));
  return {
    width: Math.max(1, Math.round(width * ratio)),
    height: Math.max(1, Math.round(height * ratio)),
  };
}

/** The result pixel that a preview pixel shows, in one dimension. */
const sourceOf = (at: number, step: number) => Math.floor((at + 0.5) * step);

/** The first preview pixel that shows `start` or what comes after it, in one dimension. */
function firstAtOrAfter(start: number, step: number): number {
  let at = Math.max(0, Math.floor(start / step - 0.5));
  while (sourceOf(at, step) < start) at++;
  return at;
}

/**
 * The preview pixels whose centres lie in `area` of a result of `width` × `height`, by nearest
 * neighbour: the preview is looked at for seconds and must cost next to nothing.
 *
 * @returns `undefined` when no preview pixel falls into the area.
 */
export function previewPatchOf(
  result: { width: number; height: number },
  preview: PreviewSize,
  area: Rectangle,
  offset: (x: number, y: number) => number,
  pixels: Uint8ClampedArray,
): PreviewPatch | undefined {
  const stepX = result.width / preview.width;
  const stepY = result.height / preview.height;
  const x0 = firstAtOrAfter(area.x, stepX);
  const y0 = firstAtOrAfter(area.y, stepY);
  const x1 = Math.min(preview.width, firstAtOrAfter(area.x + area.width, stepX));
  const y1 = Math.min(preview.height, firstAtOrAfter(area.y + area.height, stepY));
  const patchWidth = x1 - x0;
  const patchHeight = y1 - y0;
  if (patchWidth <= 0 || patchHeight <= 0) return undefined;
  const out = new Uint8ClampedArray(patchWidth * patchHeight * 4);
  for (let y = y0, to = 0; y < y1; y++) {
    const sourceY = sourceOf(y, stepY);
    for (let x = x0; x < x1; x++, to += 4) {
      const from = offset(sourceOf(x, stepX), sourceY);
      out.set(pixels.subarray(from, from + 4), to);
    }
  }
  return { ...preview, x: x0, y: y0, patchWidth, patchHeight, pixels: out };
}
