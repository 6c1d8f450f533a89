import type { RunTask } from '../task';
import { runTiled } from '../tiled-image';
import { meta } from './meta';

export const run: RunTask = async (signal, input, options, context) => {
  const model = await context.openModel(meta.need(options));
  await runTiled(signal, input, model, context);
};
