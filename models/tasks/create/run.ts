import { pixelsOf } from '../../../images/planes';
import { generatePicture } from '../generate-picture';
import type { RunTask } from '../task';
import { meta, options as schema } from './meta';

export const run: RunTask = async (signal, options, context) => {
  const values = schema.parse(options);
  const { width, height } = values;
  const checkpoint = await context.openCheckpoint(meta.need(options));
  const picture = await generatePicture(signal, checkpoint, values, {
    width,
    height,
    show: (size, pixels) => context.previewWhole(size, pixels),
  }, context);
  const sink = context.createSink({ width, height }, { alpha: false });
  await sink.write(pixelsOf(picture));
};
