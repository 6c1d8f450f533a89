import type { LibraryModel } from '../../messages/library';
import { bytesOf, roughBytesOf, type Model } from '../../models/catalog/model';

/** A model as the person sees it: what is known of it, and what of it is on this device. */
export interface ModelEntry {
  id: string;
  name: string;
  /** Missing only while files of the person's own have not been looked into. */
  model: Model | undefined;
  held: LibraryModel | undefined;
  /** Whether Imaginex knows it, and so says itself what its licence is. */
  isCatalog: boolean;
  /** Ships in the package: always there, and never removed. */
  isBuiltIn: boolean;
}

export interface ModelGroup {
  /** The tool's id. */
  task: string;
  entries: readonly ModelEntry[];
}

export interface GroupedModels {
  /** In the order of the tools; a tool without a model is left out. */
  groups: readonly ModelGroup[];
  /** Those that look at what tools make. */
  classifiers: readonly ModelEntry[];
  /** Those of which no tool is known yet. */
  others: readonly ModelEntry[];
  /** Those that were looked into and that no tool can use. */
  refused: readonly ModelEntry[];
}

/** Whether a model was looked into and cannot be used. */
export function isRefused(held: Pick<LibraryModel, 'failure'> | undefined): boolean {
  return held?.failure?.code.startsWith('import-') ?? false;
}

/** What the catalog and the library know of a model, put together. */
export function entryOf(known: Model | undefined, held: LibraryModel | undefined): ModelEntry | undefined {
  const model = known ?? held?.model;
  const id = known?.id ?? held?.id;
  const name = known?.name ?? held?.name;
  if (id === undefined || name === undefined) return undefined;
  return { id, name, model, held, isCatalog: known !== undefined, isBuiltIn: model?.source.kind === 'package' };
}

/**
 * Every model of the catalog and of the library, each once, under the first tool that offers it. The
 * order does not depend on what is being done with them, so that no row moves under the hand.
 *
 * @param tasks ids of the tools, in their order.
 */
export function groupModels(
  catalog: readonly Model[],
  held: readonly LibraryModel[],
  tasks: readonly string[],
): GroupedModels {
  const byId = new Map(held.map((model) => [model.id, model]));
  const known = new Set(catalog.map(({ id }) => id));
  const added = held.filter(({ id }) => !known.has(id)).sort((a, b) => a.addedAt - b.addedAt);
  const entries = [
    ...catalog.map((model) => entryOf(model, byId.get(model.id))),
    ...added.map((model) => entryOf(undefined, model)),
  ].filter((entry) => entry !== undefined);
  const isClassifier = (entry: ModelEntry): boolean => entry.model?.kind === 'classifier';
  const taskOf = (entry: ModelEntry): string | undefined =>
    isClassifier(entry) ? undefined : tasks.find((task) => entry.model?.tasks.includes(task));
  const toolless = entries.filter((entry) => taskOf(entry) === undefined && !isClassifier(entry));
  return {
    groups: tasks
      .map((task) => ({ task, entries: entries.filter((entry) => taskOf(entry) === task) }))
      .filter((group) => group.entries.length > 0),
    classifiers: entries.filter(isClassifier),
    others: toolless.filter(({ held }) => !isRefused(held)),
    refused: toolless.filter(({ held }) => isRefused(held)),
  };
}

/** Bytes of all files of a model; `undefined` while nobody has said them. */
export function sizeOf({ model, held }: ModelEntry): number | undefined {
  if (held && held.total > 0) return held.total;
  return model && bytesOf(model);
}

/** Bytes that it is said to have, where nobody has said exactly. */
export function roughSizeOf(entry: ModelEntry): number | undefined {
  return sizeOf(entry) === undefined && entry.model ? roughBytesOf(entry.model) : undefined;
}

/** Whether a tool can run it now. */
export function isReady({ isBuiltIn, held }: ModelEntry): boolean {
  return isBuiltIn || held?.state === 'ready';
}
