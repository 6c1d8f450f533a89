import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { builtExtension } from '../support/builds';
import type { BrowserName } from '../support/browsers';

export interface PackagedFile {
  /** Path inside the package, with forward slashes. */
  path: string;
  bytes: Buffer;
}

const browsers: BrowserName[] = ['chromium', 'firefox'];

/** Every file of a package, in order. */
export function readPackage(directory: string): PackagedFile[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(directory, name)).isFile())
    .sort()
    .map((name) => ({ path: name.replaceAll('\\', '/'), bytes: readFileSync(join(directory, name)) }));
}

/** Both packages as they were built before the tests began. */
export const packages = browsers.map((browser) => {
  const directory = builtExtension(browser);
  return { browser, directory, files: readPackage(directory) };
});

const codeEndings = new Set(['.js', '.mjs', '.html', '.css', '.json']);

export function codeOf(files: readonly PackagedFile[]): { path: string; text: string }[] {
  return files
    .filter((file) => codeEndings.has(extname(file.path)))
    .map((file) => ({ path: file.path, text: file.bytes.toString('utf8') }));
}
