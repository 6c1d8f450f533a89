import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { leastVersions } from '../../../manifest.config';
import { ensureBrowser } from '../../../scripts/support/install-browser';
import { chooseBrowser, executableVariable, findBrowser, versionIn } from '../../support/browsers';

const fits = `echo 'Chromium ${leastVersions.chromium}.0.7000.1 built on Debian'`;
const tooOld = `echo 'Google Chrome for Testing ${leastVersions.chromium - 1}.0.7000.1'`;
const withoutLibrary = [
  'echo "chrome: 9: [: unexpected operator" >&2',
  'echo "chrome: error while loading shared libraries: libnss3.so: cannot open shared object file" >&2',
  'exit 127',
].join('\n');

test.each([
  ['chromium', 'Chromium 156.0.8078.108 built on Debian GNU/Linux 12 (bookworm)\n', 156],
  ['chromium', 'Google Chrome 148.0.7778.5 \n', 148],
  ['chromium', 'Google Chrome for Testing 151.0.7922.34 \n', 151],
  ['chromium', 'Chromium 149.0.7827.2 snap\n', 149],
  ['firefox', 'Mozilla Firefox 153.7.0esr\n', 153],
  ['firefox', 'Mozilla Firefox 160.0\n', 160],
  ['firefox', 'Chromium 156.0.8078.108\n', undefined],
  ['chromium', '', undefined],
] as const)('the version that %s tells in %j is %j', (name, answer, version) => {
  expect(versionIn(name, answer)).toBe(version);
});

describe.skipIf(process.platform === 'win32')('with fake executables', () => {
  let folder = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'imaginex-browsers-'));
    vi.stubEnv('PATH', join(folder, 'bin'));
    vi.stubEnv('PLAYWRIGHT_BROWSERS_PATH', join(folder, 'cache'));
    for (const variable of Object.values(executableVariable)) vi.stubEnv(variable, '');
  });

  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });

  const at = (...parts: string[]): string => join(folder, ...parts);

  function executable(path: string, script: string): string {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
    return path;
  }

  test('the first that starts and is new enough is chosen, and nothing after it is started', () => {
    const old = executable(at('old'), tooOld);
    const broken = executable(at('broken'), withoutLibrary);
    const silent = executable(at('silent'), 'exit 0');
    const good = executable(at('good'), fits);
    const never = executable(at('never'), `echo started > ${at('trace')}`);
    const { path, refused } = chooseBrowser('chromium', [at('missing'), old, broken, silent, good, never]);
    expect(path).toBe(good);
    expect(refused).toEqual([
      `${old} is version ${leastVersions.chromium - 1}`,
      `${broken} does not start (chrome: error while loading shared libraries: libnss3.so: cannot open shared object file)`,
      `${silent} does not say its version`,
    ]);
    expect(() => readFileSync(at('trace'))).toThrow('ENOENT');
  });

  test('one file under several names is started once', () => {
    const file = executable(at('file'), `echo started >> ${at('trace')}; exit 3`);
    symlinkSync(file, at('link'));
    const { refused } = chooseBrowser('firefox', [file, at('link')]);
    expect(refused).toEqual([`${file} does not start (exit status 3)`]);
    expect(readFileSync(at('trace'), 'utf8')).toBe('started\n');
  });

  test('what a person named is used or refused, and nothing else is looked for', () => {
    executable(at('bin', 'firefox'), `echo 'Mozilla Firefox ${leastVersions.firefox}.0'`);
    const named = executable(at('named'), "echo 'Mozilla Firefox 90.0'");
    vi.stubEnv(executableVariable.firefox, named);
    expect(() => findBrowser('firefox')).toThrow(
      `IMAGINEX_FIREFOX has to name Firefox ${leastVersions.firefox} or later, but ${named} is version 90.`,
    );
    vi.stubEnv(executableVariable.firefox, at('nothing'));
    expect(() => ensureBrowser('firefox')).toThrow(`${at('nothing')} is no executable file.`);
  });

  test('a download that does not start is followed by the package manager', () => {
    vi.spyOn(process, 'getuid').mockReturnValue(0);
    const downloaded = at('cache', 'chromium-1', 'chrome-linux64', 'chrome');
    const prepared = executable(at('prepared'), withoutLibrary);
    executable(at('bin', 'npx'), `/bin/mkdir -p ${dirname(downloaded)}; /bin/cp ${prepared} ${downloaded}`);
    executable(at('bin', 'apt-get'), 'exit 1');
    expect(() => ensureBrowser('chromium')).toThrow(
      `No Chromium or Chrome ${leastVersions.chromium} or later was found that starts (${downloaded} does not start (`,
    );
    const packaged = executable(at('packaged'), fits);
    executable(at('bin', 'apt-get'), `if [ "$1" = install ]; then /bin/cp ${packaged} ${at('bin', 'chromium')}; fi`);
    expect(ensureBrowser('chromium')).toBe(at('bin', 'chromium'));
  });
});
