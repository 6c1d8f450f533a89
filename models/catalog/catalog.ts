import { CodedError } from '../../messages/errors';
import { needKey, serves, type Model, type ModelNeed } from './model';

const modules = import.meta.glob<{ model: Model }>('./entries/*.ts', { eager: true });

/** Every model that the package knows: a file in `entries/` is a model. Those that ship come first. */
export const catalog: readonly Model[] = Object.values(modules)
  .map((module) => module.model)
  .sort((a, b) => Number(b.source.kind === 'package') - Number(a.source.kind === 'package'));

/**
 * The model that ships for what a tool needs.
 *
 * @throws CodedError `model-missing`
 */
export function findBuiltIn(need: ModelNeed): Model {
  const model = catalog.find((entry) => entry.source.kind === 'package' && serves(entry, need));
  if (!model) throw new CodedError('model-missing', needKey(need));
  return model;
}
