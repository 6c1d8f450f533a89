import { imageModel, type ImageModel } from '../../models/catalog/model';
import { z } from '../../messages/zod';

const entry = z.object({ model: imageModel });

/** The catalog entry of a model that ships, for programs outside a bundler. */
export async function findStarter(id: string): Promise<ImageModel> {
  return entry.parse(await import(`../../models/catalog/entries/${id}.ts`)).model;
}
