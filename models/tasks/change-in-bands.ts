import type { Rectangle } from '../../images/tiles';
import type { TaskContext } from './task';

/** Pixels that are changed at once. */
const pixelsAtOnce = 2 ** 18;

/**
 * Changes a picture band by band, from the top, and writes it: memory is that of one band, however large it is.
 *
 * @param change the pixels of whole rows, RGBA, in place.
 */
export async function changeInBands(
  signal: AbortSignal,
  { picture, createSink, progress, pause, preview }: Pick<TaskContext, 'picture' | 'createSink' | 'progress' | 'pause' | 'preview'>,
  change: (pixels: Uint8ClampedArray, area: Rectangle) => void,
): Promise<void> {
  const { width, height } = picture;
  const sink = createSink({ width, height }, { alpha: picture.mayHaveAlpha });
  const rows = Math.max(1, Math.floor(pixelsAtOnce / width));
  const total = Math.ceil(height / rows);
  for (let y = 0, done = 0; y < height; y += rows, done++) {
    progress(done, total);
    await pause();
    signal.throwIfAborted();
    const area = { x: 0, y, width, height: Math.min(rows, height - y) };
    const pixels = picture.read(0, y, width, area.height);
    change(pixels, area);
    preview(area, (x, line) => ((line - y) * width + x) * 4, pixels);
    await sink.write(pixels);
  }
  progress(total, total);
}
