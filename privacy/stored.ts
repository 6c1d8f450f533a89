import { browser } from '../platform/browser';
import { modelsFolder } from '../models/store/record';
import { updatePending } from '../platform/session-marks';
import { originStores } from './origin-stores';

/** One thing that Imaginex keeps on the device beyond the open tab. */
export interface StoredItem {
  key: string;
  /** JSON, as it is kept; of a database or a cache, what it says about itself. */
  value: string;
  /** What it takes; `undefined` where the browser does not tell. */
  bytes: number | undefined;
}

/**
 * Everything that is kept now: in the extension's own storage, and in the IndexedDB, Cache Storage
 * and private files of its origin, which hold nothing unless something went wrong. Pictures are not
 * among it: they are never stored. The list is read from the stores themselves, so that nothing can
 * be kept in them without showing up here.
 */
export async function listStored(): Promise<StoredItem[]> {
  const stored: Record<string, unknown> = await browser.storage.local.get(null);
  const items = Object.entries(stored).map(([key, content]) => {
    const value = JSON.stringify(content, null, 2);
    return { key, value, bytes: new TextEncoder().encode(key + value).length };
  });
  const others = await Promise.all(originStores().map((store) => store.list()));
  return [...items, ...others.flat()];
}

/** Whether anything of a model is kept, without asking the library, which would be started for it. */
export async function holdsModels(): Promise<boolean> {
  return (await listStored()).some(({ key }) => key.startsWith(`File: ${modelsFolder}/`));
}

/**
 * After this nothing of the person's is left in any store that `listStored` reads, nor in what lasts
 * as long as the browser runs. A waiting update is not the person's, and forgotten it would wait for
 * the next start. From a private window nothing is erased: what lasts belongs to the other windows.
 */
export async function eraseEverything(): Promise<void> {
  if (browser.extension.inIncognitoContext) return;
  await browser.storage.local.clear();
  const marks: Record<string, unknown> = await browser.storage.session.get(null);
  await browser.storage.session.remove(Object.keys(marks).filter((key) => key !== updatePending));
  for (const store of originStores()) await store.clear();
}
