import { rasteriseMask } from '../../../images/rasterise-mask';
import { CodedError } from '../../../messages/errors';
import type { RunTask } from '../task';

/** Pixels that are written at once. */
const pixelsAtOnce = 2 ** 20;

export const run: RunTask = async (signal, _options, { picture, mask, createSink, progress, pause }) => {
  if (!mask) throw new CodedError('nothing-marked');
  const { width, height } = picture;
  const sink = createSink({ width, height }, { alpha: true });
  const rows = Math.max(1, Math.floor(pixelsAtOnce / width));
  const total = Math.ceil(height / rows);
  for (let y = 0; y < height; y += rows) {
    progress(y / rows, total);
    await pause();
    signal.throwIfAborted();
    const area = { x: 0, y, width, height: Math.min(rows, height - y) };
    const pixels = picture.read(area.x, area.y, area.width, area.height);
    const coverage = rasteriseMask(mask, picture, area);
    for (let i = 0; i < coverage.length; i++) {
      const at = 4 * i + 3;
      pixels[at] = Math.round(((pixels[at] ?? 0) * (coverage[i] ?? 0)) / 255);
    }
    await sink.write(pixels);
  }
};
