import { catalog } from '../../models/catalog/catalog';
import { largestThatFits } from '../../models/catalog/memory-plan';
import { needKey, serves, type Model, type ModelNeed } from '../../models/catalog/model';
import { entryOf, isReady, type ModelEntry } from '../library/entries';
import { misfit } from '../library/fit';
import type { EditorState } from './state';

/** The models that a tool can be run with now, and the one that it will be. */
export interface ModelChoice {
  /** The model that ships. */
  builtIn: ModelEntry | undefined;
  /** Others that are on this device. */
  here: readonly ModelEntry[];
  /** Those of the catalog that are not, or not whole, and that this device can run or that was chosen. */
  absent: readonly ModelEntry[];
  /** The largest of those of the catalog that this device can run. */
  largest: ModelEntry | undefined;
  /** The one of them that the person wants. */
  wanted: ModelEntry | undefined;
  /** Id of the model that a run will use; none for the built-in one. */
  used: string | undefined;
  /** Whether what was chosen is nowhere any more. */
  isGone: boolean;
}

/** @param known every model that Imaginex knows. */
export function modelChoice(
  { library, models }: Pick<EditorState, 'library' | 'models'>,
  need: ModelNeed,
  known: readonly Model[] = catalog,
): ModelChoice {
  const held = library?.models ?? [];
  const own = held.filter(({ id }) => !known.some((model) => model.id === id));
  const entries = [
    ...known.map((model) => entryOf(model, held.find(({ id }) => id === model.id))),
    ...own.map((model) => entryOf(undefined, model)),
  ].filter((entry) => entry?.model !== undefined && serves(entry.model, need));
  const offered = entries.filter((entry) => entry !== undefined);
  const others = offered.filter((entry) => !entry.isBuiltIn);
  const here = others.filter(isReady);
  const chosen = models[needKey(need)];
  const fitting = others.filter((entry) => entry.isCatalog && misfit(entry.model, library?.device) === undefined);
  // What was chosen before the device was tested says itself why it does not fit.
  const absent = others.filter(
    (entry) => entry.isCatalog && !isReady(entry) && (fitting.includes(entry) || entry.id === chosen),
  );
  const largest = largestThatFits(
    fitting.map(({ model }) => model).filter((model) => model !== undefined),
    library?.device,
  );
  const builtIn = offered.find((entry) => entry.isBuiltIn);
  const found = [...here, ...absent].find(({ id }) => id === chosen);
  // Without one that ships, whichever is there will do, unless none is needed.
  const wanted = found ?? (builtIn || need.optional ? undefined : here[0]);
  const isHere = wanted !== undefined && here.includes(wanted);
  return {
    builtIn,
    here,
    absent,
    largest: fitting.find(({ id }) => id === largest?.id),
    wanted,
    // Until the library has said what it holds, the host decides.
    used: isHere ? wanted.id : library === undefined ? chosen : undefined,
    isGone: chosen !== undefined && library !== undefined && found === undefined,
  };
}
