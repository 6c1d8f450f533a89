import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { packages } from './packages';

const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** Folders that a build reads; the copy lies elsewhere, so that a path in the output would show. */
const sources = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  encoding: 'utf8',
})
  .split('\0')
  .filter(Boolean);

test.each(packages)('a second build for $browser, in another folder, gives the same bytes', ({ browser, files }) => {
  const copy = mkdtempSync(join(tmpdir(), 'imaginex-second-build-'));
  try {
    for (const source of sources) cpSync(source, join(copy, source), { recursive: true });
    symlinkSync(resolve('node_modules'), join(copy, 'node_modules'));
    const name = browser === 'chromium' ? 'chrome' : 'firefox';
    execFileSync(process.execPath, ['node_modules/wxt/bin/wxt.mjs', 'build', '-b', name], {
      cwd: copy,
      env: { ...process.env, NODE_ENV: 'production' },
      stdio: 'pipe',
    });
    const output = join(copy, `.output/${name}-mv3`);
    const second = readdirSync(output, { recursive: true, encoding: 'utf8' })
      .filter((file) => statSync(join(output, file)).isFile())
      .map((file) => `${file.replaceAll('\\', '/')} ${hash(readFileSync(join(output, file)))}`)
      .sort();
    expect(second).toEqual(files.map(({ path, bytes }) => `${path} ${hash(bytes)}`).sort());
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
});
