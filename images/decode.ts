import { CodedError } from '../messages/errors';
import { canvasHoldsDisplayP3, type CanvasAndContext, checkCanvasIsFaithful, freeCanvas, makeCanvas } from './canvas';
import { checkSize, inspectFile } from './picture-file';
import type { ColorSpace, PixelSource } from './pixel-source';

/**
 * Decodes a picture with its orientation applied. Wide-gamut pictures come as Display P3 where
 * canvases hold it, everything else as sRGB, unless another colour space is `wanted`.
 *
 * There is one decoded copy; what is read is drawn from it, rectangle by rectangle.
 *
 * @throws CodedError `picture-damaged`, `picture-too-large`, `file-changed`, `pixels-altered`,
 * `out-of-memory`; the signal's reason when aborted.
 */
export async function decodePicture(signal: AbortSignal, blob: Blob, wanted?: ColorSpace): Promise<PixelSource> {
  signal.throwIfAborted();
  checkCanvasIsFaithful();
  const facts = await inspectFile(signal, blob);
  checkSize(facts.width ?? 1, facts.height ?? 1);
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(blob);
  } catch (cause) {
    signal.throwIfAborted();
    throw new CodedError('picture-damaged', 'the browser does not decode it', { cause });
  }
  if (signal.aborted) bitmap.close();
  signal.throwIfAborted();
  const isWide = wanted === undefined ? facts.wideGamut : wanted === 'display-p3';
  const colorSpace = isWide && canvasHoldsDisplayP3() ? 'display-p3' : 'srgb';
  return bitmapSource(bitmap, colorSpace, facts.hasAlpha ?? true);
}

function bitmapSource(bitmap: ImageBitmap, colorSpace: ColorSpace, mayHaveAlpha: boolean): PixelSource {
  const { width, height } = bitmap;
  let window: CanvasAndContext | undefined;

  /** The canvas that rectangles are drawn on; grows to the largest that was asked for. */
  const windowOf = (atLeastWidth: number, atLeastHeight: number): CanvasAndContext => {
    const old = window?.canvas;
    if (window && old && old.width >= atLeastWidth && old.height >= atLeastHeight) return window;
    if (window) freeCanvas(window);
    window = makeCanvas(
      Math.max(atLeastWidth, old?.width ?? 0),
      Math.max(atLeastHeight, old?.height ?? 0),
      colorSpace,
    );
    // Replaces instead of blending, so that what was there before does not matter.
    window.context.globalCompositeOperation = 'copy';
    window.context.imageSmoothingEnabled = false;
    return window;
  };

  return {
    width,
    height,
    colorSpace,
    mayHaveAlpha,
    read(x, y, w, h) {
      const { context } = windowOf(w, h);
      context.drawImage(bitmap, x, y, w, h, 0, 0, w, h);
      return context.getImageData(0, 0, w, h, { colorSpace }).data;
    },
    close() {
      bitmap.close();
      if (window) freeCanvas(window);
      window = undefined;
    },
  };
}
