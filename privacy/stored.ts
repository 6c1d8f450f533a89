import { browser } from '../platform/browser';

/** One thing that Imaginex keeps on the device beyond the open tab. */
export interface StoredItem {
  key: string;
  /** JSON, as it is kept. */
  value: string;
  /** Of key and value together. */
  bytes: number;
}

/**
 * Everything that is kept now. Pictures are not among it: they are never stored. The list is read
 * from the extension's storage itself; Imaginex uses no other store of its origin, which the scan of
 * the packages holds.
 */
export async function listStored(): Promise<StoredItem[]> {
  const stored: Record<string, unknown> = await browser.storage.local.get(null);
  return Object.entries(stored).map(([key, content]) => {
    const value = JSON.stringify(content, null, 2);
    return { key, value, bytes: new TextEncoder().encode(key + value).length };
  });
}

/** After this nothing of the person's is left, on the disk or in the session. */
export async function eraseEverything(): Promise<void> {
  await browser.storage.local.clear();
  await browser.storage.session.clear();
}
