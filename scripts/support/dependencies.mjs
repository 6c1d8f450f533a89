import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** Whether `node_modules` holds what the lock file asks for, as npm itself recorded it. */
function installed() {
  const marker = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(marker)) return false;
  const packagesOf = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
  const have = packagesOf(marker);
  const wanted = packagesOf(join(root, 'package-lock.json'));
  return Object.entries(wanted).every(
    ([name, { version, optional }]) => name === '' || optional || have[name]?.version === version,
  );
}

/** Installs the npm dependencies unless they are there. */
function installDependencies() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 20)) {
    throw new Error(`Node 20.20 or later is needed; this is ${process.versions.node}.`);
  }
  if (installed()) return;
  const { status } = spawnSync('npm', ['ci'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error('npm ci failed; its own words are above.');
}

/** Installs the npm dependencies unless they are there, or says why not. Runs on Node alone. */
export function installOrExit() {
  try {
    installDependencies();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}

/**
 * Runs a program of `node_modules` or a TypeScript file of this project.
 *
 * @returns its exit status
 */
export function runTypeScript(file, args, environment = {}) {
  const { status } = spawnSync(
    process.execPath,
    ['--import', 'tsx', join(root, file), ...args],
    { cwd: root, stdio: 'inherit', env: { ...process.env, ...environment } },
  );
  return status ?? 1;
}
