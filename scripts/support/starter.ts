import { readdir } from 'node:fs/promises';
import { model, needKey, serves, type Model, type ModelNeed } from '../../models/catalog/model';
import { z } from '../../messages/zod';

const entry = z.object({ model });

/** Every entry of the catalog, for programs outside a bundler. */
export async function readCatalog(): Promise<Model[]> {
  const folder = new URL('../../models/catalog/entries/', import.meta.url);
  const names = (await readdir(folder)).sort();
  return Promise.all(names.map(async (name) => entry.parse(await import(new URL(name, folder).href)).model));
}

/** What `findBuiltIn` of the catalog gives, for programs outside a bundler. */
export async function findStarter(need: ModelNeed): Promise<Model> {
  const found = (await readCatalog()).find((candidate) => candidate.source.kind === 'package' && serves(candidate, need));
  if (!found) throw new Error(`No model for ${needKey(need)}`);
  return found;
}
