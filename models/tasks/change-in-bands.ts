import type { Rectangle } from '../../images/tiles';
import type { TaskContext } from './task';

/** Pixels that are changed at once. */
const pixelsAtOnce = 2 ** 18;

/**
 * Changes a picture band by band, from the top, and writes it: memory is that of one band, however large it is.
 *
 * @param change the pixels of whole rows, RGBA, in place.
 * @param begin how much of the work, 0–1, is done before.
 */
export async function changeInBands(
  signal: AbortSignal,
  context: Pick<TaskContext, 'picture' | 'createSink' | 'progress' | 'pause' | 'preview'>,
  change: (pixels: Uint8ClampedArray, area: Rectangle) => void,
  begin = 0,
): Promise<void> {
  const { picture } = context;
  const { width, height } = picture;
  const sink = context.createSink({ width, height }, { alpha: picture.mayHaveAlpha });
  const rows = Math.max(1, Math.floor(pixelsAtOnce / width));
  for (let y = 0; y < height; y += rows) {
    context.progress(begin + ((1 - begin) * y) / height, 1);
    await context.pause();
    signal.throwIfAborted();
    const area = { x: 0, y, width, height: Math.min(rows, height - y) };
    const pixels = picture.read(0, y, width, area.height);
    change(pixels, area);
    context.preview(area, (x, line) => ((line - y) * width + x) * 4, pixels);
    await sink.write(pixels);
  }
  context.progress(1, 1);
}
