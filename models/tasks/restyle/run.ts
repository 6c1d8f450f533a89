import type { RunTask } from '../task';
import { runTiled } from '../tiled-image';
import { meta, options as schema } from './meta';

export const run: RunTask = async (signal, options, context) => {
  const { strength } = schema.parse(options);
  const model = await context.openModel(meta.need(options));
  await runTiled(signal, context.picture, model, context, strength / 100);
};
