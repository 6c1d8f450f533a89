import { join } from 'node:path';
import { buildPartialExtension } from '../../support/build-extension';
import type { BrowserName } from '../../support/browsers';

/**
 * An extension that holds only the image modules.
 *
 * @param files what its page can open, by path.
 * @returns its folder.
 */
export function buildImagesExtension(browser: BrowserName, files: ReadonlyMap<string, Uint8Array>): Promise<string> {
  const root = join(import.meta.dirname, 'extension');
  const pictures = new Map([...files].map(([path, bytes]) => [`pictures/${path}`, bytes] as const));
  return buildPartialExtension(browser, { root, name: 'Images under test', files: pictures });
}
