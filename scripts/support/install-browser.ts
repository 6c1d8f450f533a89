import { spawnSync } from 'node:child_process';
import { chosenByPerson, findBrowser, lookForBrowser, type BrowserName } from '../../tests/support/browsers';

const debianPackage: Record<BrowserName, string> = { chromium: 'chromium', firefox: 'firefox-esr' };

/** Whether Debian packages can be installed here without asking anybody. */
function canInstallPackages(): boolean {
  return process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0;
}

/** Installs packages, or the newest version of those that are there. */
function aptGet(names: readonly string[]): boolean {
  spawnSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 'ignore', 'inherit'] });
  const { status } = spawnSync('apt-get', ['install', '-y', '-qq', ...names], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  return status === 0;
}

/**
 * Installs what is missing of these Debian packages; elsewhere it only says what they are for.
 *
 * @param purpose what will not work without them.
 * @throws Error when the packages cannot be installed.
 */
export function installDebianPackages(names: readonly string[], purpose: string): void {
  const isInstalled = (name: string): boolean => {
    const { error, stdout } = spawnSync('dpkg-query', ['-W', '-f=${Status}', name], { encoding: 'utf8' });
    if (error) throw error;
    return stdout.startsWith('install ok');
  };
  if (spawnSync('dpkg-query', ['--version']).error) {
    console.warn(`This is not Debian: what its packages ${names.join(', ')} hold has to be there for ${purpose}.`);
    return;
  }
  const missing = names.filter((name) => !isInstalled(name));
  if (missing.length === 0) return;
  if (!canInstallPackages()) throw new Error(`These Debian packages are needed: ${missing.join(' ')}.`);
  if (!aptGet(missing)) throw new Error(`apt-get could not install ${missing.join(' ')}.`);
}

/** Brings no system libraries, so that on a slim image the browser is there and does not start. */
function downloadWithPlaywright(): void {
  spawnSync('npx', ['--no-install', 'playwright-core', 'install', 'chromium'], {
    stdio: ['ignore', 'inherit', 'ignore'],
    timeout: 300_000,
    shell: process.platform === 'win32',
  });
}

/**
 * Finds a browser that starts and is new enough, or gets it by the first way that works: Playwright's own
 * download (Chromium), the system's package manager.
 *
 * @throws Error with one sentence that says what was found, why it does not do, and what to install.
 */
export function ensureBrowser(name: BrowserName): string {
  const isThere = (): boolean => chosenByPerson(name) !== undefined || lookForBrowser(name).path !== undefined;
  if (name === 'chromium' && !isThere()) downloadWithPlaywright();
  if (canInstallPackages() && !isThere()) aptGet([debianPackage[name]]);
  return findBrowser(name);
}
