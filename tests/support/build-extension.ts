import { copyFile, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'vite';
import { manifest } from '../../manifest.config';
import type { BrowserName } from './browsers';

/** What is in an extension that holds only some of the product's modules. */
export interface PartialExtension {
  /** Folder of its `index.html`. */
  root: string;
  name: string;
  /** What its page can open, by path: the bytes, or the path of a file that holds them. */
  files: ReadonlyMap<string, Uint8Array | string>;
}

/**
 * Builds an extension around some of the product's modules, under the content security policy of the real one.
 *
 * @returns its folder.
 */
export async function buildPartialExtension(browser: BrowserName, { root, name, files }: PartialExtension): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'imaginex-partial-'));
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    base: '',
    worker: { format: 'es' },
    build: { outDir: folder, target: 'esnext', modulePreload: false },
    resolve: { conditions: ['onnxruntime-web-use-extern-wasm', 'module', 'browser', 'development|production'] },
  });
  const { content_security_policy, browser_specific_settings } = manifest(browser);
  const own = {
    manifest_version: 3,
    name,
    version: '1',
    content_security_policy,
    ...(browser === 'firefox' ? { browser_specific_settings } : {}),
  };
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(own));
  for (const [path, content] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    if (typeof content === 'string') await copyFile(content, join(folder, path));
    else await writeFile(join(folder, path), content);
  }
  return folder;
}
