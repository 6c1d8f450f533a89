import { needKey } from '../../models/catalog/model';
import { fittingOptions } from '../../models/tasks/options';
import type { OptionValues, TaskMeta } from '../../models/tasks/task';
import type { Step } from './batch';
import type { EditorState } from './state';
import { toolSetup, type ToolSetup } from './tool-setup';

/** A tool as a step says that it is to be run. */
export function stepSetup(state: EditorState, meta: TaskMeta, { options, model }: Step): ToolSetup {
  const key = needKey(meta.need(fittingOptions(meta, options)));
  const others = Object.fromEntries(Object.entries(state.models).filter(([need]) => need !== key));
  const models = model === undefined ? others : { ...others, [key]: model };
  return toolSetup({ ...state, models, options: { ...state.options, [meta.id]: options } }, meta);
}

/** Seeds are whole numbers below this. */
const seeds = 2 ** 31;

/** The options of a run: with a seed of its own, unless the person wants to keep the one that there is. */
export function withSeed(options: OptionValues): OptionValues {
  if (options.keepSeed === true) return options;
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
  return { ...options, seed: random % seeds };
}

/** The options of one of several variations. */
export function nextSeed(options: OptionValues, turn: number): OptionValues {
  return { ...options, seed: (Number(options.seed) + turn) % seeds };
}
