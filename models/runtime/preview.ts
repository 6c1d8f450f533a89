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
  const x0 = Math.ceil(area.x / stepX - 0.5);
  const y0 = Math.ceil(area.y / stepY - 0.5);
  const x1 = Math.min(preview.width, Math.ceil((area.x + area.width) / stepX - 0.5));
  const y1 = Math.min(preview.height, Math.ceil((area.y + area.height) / stepY - 0.5));
  const patchWidth = x1 - x0;
  const patchHeight = y1 - y0;
  if (patchWidth <= 0 || patchHeight <= 0) return undefined;
  const out = new Uint8ClampedArray(patchWidth * patchHeight * 4);
  for (let y = y0, to = 0; y < y1; y++) {
    const sourceY = Math.floor((y + 0.5) * stepY);
    for (let x = x0; x < x1; x++, to += 4) {
      const from = offset(Math.floor((x + 0.5) * stepX), sourceY);
      out.set(pixels.subarray(from, from + 4), to);
    }
  }
  return { ...preview, x: x0, y: y0, patchWidth, patchHeight, pixels: out };
}
