import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { packages, readPackage, type PackagedFile } from './packages';

const root = resolve(import.meta.dirname, '../..');
/** What building makes, and what it does not need. */
const left = new Set(['.git', '.output', '.wxt'].map((name) => join(root, name)));
const elsewhere = mkdtempSync(join(tmpdir(), 'imaginex-elsewhere-'));

afterAll(() => rmSync(elsewhere, { recursive: true, force: true }));

function linkOrCopy(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch (error) {
    // Hard links end at the border of a file system.
    if (!(error instanceof Error && 'code' in error && error.code === 'EXDEV')) throw error;
    copyFileSync(source, target);
  }
}

/** The same tree at another place. */
function mirror(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (left.has(source)) continue;
    if (entry.isDirectory()) mirror(source, target);
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else linkOrCopy(source, target);
  }
}

const hashes = (files: readonly PackagedFile[]): string[] =>
  files.map(({ path, bytes }) => `${path} ${createHash('sha256').update(bytes).digest('hex')}`);

test('a build in another folder gives the same bytes', { timeout: 300_000 }, () => {
  mirror(root, elsewhere);
  for (const { browser, files } of packages) {
    const name = browser === 'chromium' ? 'chrome' : 'firefox';
    execFileSync(process.execPath, ['node_modules/wxt/bin/wxt.mjs', 'build', '-b', name], {
      cwd: elsewhere,
      env: { ...process.env, NODE_ENV: 'production' },
      stdio: 'pipe',
    });
    expect(hashes(readPackage(join(elsewhere, '.output', `${name}-mv3`)))).toEqual(hashes(files));
  }
});
