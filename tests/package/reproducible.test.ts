import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { packages, readPackage, type PackagedFile } from './packages';

const hashes = (files: readonly PackagedFile[]): string[] =>
  files.map(({ path, bytes }) => `${path} ${createHash('sha256').update(bytes).digest('hex')}`);

test.each(packages)('a second build for $browser gives the same bytes', ({ browser, directory, files }) => {
  const name = browser === 'chromium' ? 'chrome' : 'firefox';
  execFileSync(process.execPath, ['node_modules/wxt/bin/wxt.mjs', 'build', '-b', name], {
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: 'pipe',
  });
  expect(hashes(readPackage(directory))).toEqual(hashes(files));
});
