import { decodePicture } from './decode';
import { orientedSource } from './oriented-source';
import { inspectFile } from './picture-file';
import type { ColorChunk } from './picture-sink';
import { pixelSourceOf, type PixelSource } from './pixel-source';
import { decodePng } from './png-decoder';
import { release } from './release';

export interface ExactPicture {
  source: PixelSource;
  /**
   * What a PNG says of its colours, profile included; for the result to say, too (`PictureSinkOptions.colors`). The
   * values are not converted from it.
   */
  colors: readonly ColorChunk[];
}

/**
 * Decodes a picture for work that leaves most of it as it is, with its orientation applied. A PNG gives the
 * very values in its file, colours under transparency too, 16 bits rounded to 8; `source.colorSpace` is then
 * only the closest there is. Every other format comes as `decodePicture` gives it: in sRGB or Display P3,
 * through a canvas.
 *
 * There is one decoded copy.
 *
 * @throws CodedError as `decodePicture` does; the signal's reason when aborted.
 */
export async function decodeExactly(signal: AbortSignal, blob: Blob): Promise<ExactPicture> {
  signal.throwIfAborted();
  const facts = await inspectFile(signal, blob);
  if (facts.format !== 'png') {
    return { source: await decodePicture(signal, blob), colors: [] };
  }
  const { pixels, header } = await decodePng(signal, blob);
  const { width, height, colors } = header;
  const stored = {
    ...pixelSourceOf(pixels, width, height, facts.wideGamut ? 'display-p3' : 'srgb'),
    close: () => release(pixels),
  };
  return { source: orientedSource(stored, facts.orientation), colors };
}
