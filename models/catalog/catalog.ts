import { CodedError } from '../../messages/errors';
import { serves, type ImageModel, type ModelNeed } from './model';

const modules = import.meta.glob<{ model: ImageModel }>('./entries/*.ts', { eager: true });

/** Every model: a file in `entries/` is a model. */
const catalog: readonly ImageModel[] = Object.values(modules).map((module) => module.model);

/**
 * The first model that does what a tool needs.
 *
 * @throws CodedError `model-missing`
 */
export function findModel(need: ModelNeed): ImageModel {
  const model = catalog.find((entry) => serves(entry, need));
  if (!model) throw new CodedError('model-missing', `${need.task} ×${need.scale}`);
  return model;
}
