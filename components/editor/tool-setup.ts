import type { Model, ModelNeed } from '../../models/catalog/model';
import { fittingOptions, type OptionFits } from '../../models/tasks/options';
import type { OptionValues, TaskMeta } from '../../models/tasks/task';
import { activePicture, inputRevision } from './history';
import { isMarked, maskFor } from './marking';
import { modelChoice, type ModelChoice } from './model-choice';
import { isOfMarked } from './partial';
import { withOpenPictures } from './other-picture';
import type { EditorState } from './state';

/** With what a tool would run now. */
export interface ToolSetup {
  options: OptionValues;
  need: ModelNeed;
  choice: ModelChoice;
  /** What the model says of the options. */
  fits: OptionFits;
  /** The model that would do it; none where the person has to get one first. */
  model: Model | undefined;
  /** Whether something can do it: a model that is here or said to be, since the host knows when the library has not yet answered; or the tool alone. */
  canRun: boolean;
  /** Whether the person has something left to say or to mark. */
  isMissing: boolean;
  /** Whether the library has no helper for it, as far as it has said what it holds. */
  lacksHelper: boolean;
}

export function toolSetup(state: EditorState, meta: TaskMeta): ToolSetup {
  const chosen = state.options[meta.id];
  const need = meta.need(fittingOptions(meta, chosen));
  const choice = modelChoice(state, need);
  const { builtIn, here, used } = choice;
  const entry = used === undefined ? builtIn : here.find(({ id }) => id === used);
  // What the person looks at before it is there.
  const described = entry?.model ?? choice.wanted?.model;
  const fits = (described && meta.fit?.(described)) ?? {};
  const options = withOpenPictures(state, meta, fittingOptions(meta, chosen, fits));
  const canRun = entry?.model !== undefined || used !== undefined || need.optional === true;
  return { options, need, choice, fits, model: entry?.model, canRun, isMissing: isMissing(state, meta, options), lacksHelper: lacksHelper(state, meta) };
}

function lacksHelper(state: EditorState, { helper }: TaskMeta): boolean {
  if (!helper || !state.library) return false;
  return !modelChoice(state, helper.need).here.some(({ model }) => model !== undefined && helper.suits(model));
}

function isMissing(state: EditorState, meta: TaskMeta, options: OptionValues): boolean {
  const picture = activePicture(state);
  if (meta.input !== 'nothing' && !picture) return true;
  const marked = picture !== undefined && isMarked(maskFor(picture.mask, inputRevision(picture, meta)));
  if (meta.input === 'picture' && isOfMarked(state, meta) && !marked) return true;
  return meta.isMissing?.(options, marked) ?? false;
}
