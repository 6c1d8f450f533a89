import { wholeOf } from '../../../images/rectangle';
import { paint } from '../paint';
import type { RunTask } from '../task';
import { meta, options as schema } from './meta';

export const run: RunTask = async (signal, options, context) => {
  const values = schema.parse(options);
  const source = context.picture;
  const checkpoint = await context.openCheckpoint(meta.need(options));
  const painting = {
    source,
    bounds: wholeOf(source),
    reach: 0,
    coverage: ({ width, height }: { width: number; height: number }) => new Uint8ClampedArray(width * height).fill(255),
    masked: false,
    strength: values.strength / 100,
  };
  await paint(signal, checkpoint, values, painting, context);
};
