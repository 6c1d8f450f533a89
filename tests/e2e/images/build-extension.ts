import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { manifest } from '../../../manifest.config';
import type { BrowserName } from '../../support/browsers';

/**
 * An extension that holds only the image modules, under the content security policy of the real one.
 *
 * @param files what its page can open, by path.
 * @returns its folder.
 */
export async function buildImagesExtension(
  browser: BrowserName,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'imaginex-images-'));
  await build({
    root: join(import.meta.dirname, 'extension'),
    configFile: false,
    logLevel: 'error',
    base: '',
    worker: { format: 'es' },
    build: { outDir: folder, target: 'esnext', modulePreload: false },
  });
  const real = manifest(browser);
  const { content_security_policy, browser_specific_settings } = real;
  const own = {
    manifest_version: 3,
    name: 'Images under test',
    version: '1',
    content_security_policy,
    ...(browser === 'firefox' ? { browser_specific_settings } : {}),
  };
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(own));
  await mkdir(join(folder, 'pictures'));
  for (const [path, bytes] of files) await writeFile(join(folder, 'pictures', path), bytes);
  return folder;
}
