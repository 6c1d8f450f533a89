import type { PixelSource } from '../../images/pixel-source';
import type { TaskContext } from './task';

/** Pixels that are written at once. */
const pixelsAtOnce = 2 ** 20;

/** Writes all of a picture as a tool's result, from the top, with no more than a band of it in memory at once. */
export async function writeInBands(signal: AbortSignal, source: PixelSource, context: Pick<TaskContext, 'createSink'>): Promise<void> {
  const { width, height, mayHaveAlpha } = source;
  const sink = context.createSink({ width, height }, { alpha: mayHaveAlpha });
  const rows = Math.max(1, Math.floor(pixelsAtOnce / width));
  for (let y = 0; y < height; y += rows) {
    signal.throwIfAborted();
    await sink.write(source.read(0, y, width, Math.min(rows, height - y)));
  }
}
