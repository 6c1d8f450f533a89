import type { RunTask } from '../task';
import { runTiled } from '../tiled-image';
import { meta } from './meta';

export const run: RunTask = async (signal, options, context) => {
  const model = await context.openModel(meta.need(options));
  await runTiled(signal, context.picture, model, context);
};
