import { CodedError } from '../../messages/errors';
import type { ImageModel } from './model';

const modules = import.meta.glob<{ model: ImageModel }>('./entries/*.ts', { eager: true });

/** Every model: a file in `entries/` is a model. */
export const catalog: readonly ImageModel[] = Object.values(modules).map((module) => module.model);

/** @throws CodedError `model-missing` */
export function findModel(id: string): ImageModel {
  const model = catalog.find((entry) => entry.id === id);
  if (!model) throw new CodedError('model-missing', id);
  return model;
}
