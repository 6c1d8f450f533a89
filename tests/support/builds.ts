import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { BrowserName } from './browsers';

const root = resolve(import.meta.dirname, '../..');

const sources = [
  'components',
  'entrypoints',
  'images',
  'messages',
  'models',
  'picker',
  'platform',
  'privacy',
  'public',
  'scripts/build',
  'manifest.config.ts',
  'package-lock.json',
  'wxt.config.ts',
];

const targets: Record<BrowserName, { folder: string; wxtName: string }> = {
  chromium: { folder: '.output/chrome-mv3', wxtName: 'chrome' },
  firefox: { folder: '.output/firefox-mv3', wxtName: 'firefox' },
};

function newest(path: string): number {
  const status = statSync(path);
  if (!status.isDirectory()) return status.mtimeMs;
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), status.mtimeMs);
}

function isCurrent(folder: string): boolean {
  const manifest = join(folder, 'manifest.json');
  if (!existsSync(manifest)) return false;
  const built = statSync(manifest).mtimeMs;
  return sources
    .map((source) => join(root, source))
    .filter((path) => existsSync(path))
    .every((path) => newest(path) < built);
}

/** Folder of the shipped package of that browser, unpacked; it must have been built. */
export function builtExtension(name: BrowserName): string {
  return join(root, targets[name].folder);
}

/**
 * Builds the package of that browser unless it is newer than everything that it is built from.
 *
 * @returns its folder
 */
export function buildIfNeeded(name: BrowserName): string {
  const folder = builtExtension(name);
  if (!isCurrent(folder)) {
    execFileSync(process.execPath, [join(root, 'node_modules/wxt/bin/wxt.mjs'), 'build', '-b', targets[name].wxtName], {
      cwd: root,
      // A test runner sets its own, which would turn this into a development build.
      env: { ...process.env, NODE_ENV: 'production' },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }
  return folder;
}
