import type { RunTask } from '../task';
import { runTiled } from '../tiled-image';
import { meta, options as schema } from './meta';

export const run: RunTask = async (signal, input, options, context) => {
  const { scale } = schema.parse(options);
  const model = await context.openModel({ task: meta.id, scale: Number(scale) });
  await runTiled(signal, input, model, context);
};
