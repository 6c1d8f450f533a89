import type { ImageModel } from '../../models/catalog/model';

/** The catalog entry of a model that ships, for programs outside a bundler. */
export async function findStarter(id: string): Promise<ImageModel> {
  const { model }: { model: ImageModel } = await import(`../../models/catalog/entries/${id}.ts`);
  return model;
}
