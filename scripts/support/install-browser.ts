import { spawnSync } from 'node:child_process';
import { findBrowser, lookForBrowser, type BrowserName } from '../../tests/support/browsers';

const debianPackage: Record<BrowserName, string> = { chromium: 'chromium', firefox: 'firefox-esr' };

/** Whether Debian packages can be installed here without asking anybody. */
function canInstallPackages(): boolean {
  return process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0;
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
  spawnSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 'ignore', 'inherit'] });
  const { status } = spawnSync('apt-get', ['install', '-y', '-qq', ...missing], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (status !== 0) throw new Error(`apt-get could not install ${missing.join(' ')}.`);
}

/**
 * Finds the browser, or gets it by the first way that works: Playwright's own download (Chromium),
 * the system's package manager.
 *
 * @throws Error with one sentence that says what to install.
 */
export function ensureBrowser(name: BrowserName): string {
  if (lookForBrowser(name) !== undefined) return findBrowser(name);
  if (name === 'chromium') {
    spawnSync('npx', ['--no-install', 'playwright-core', 'install', 'chromium'], {
      stdio: ['ignore', 'inherit', 'ignore'],
      timeout: 300_000,
      shell: process.platform === 'win32',
    });
  }
  if (lookForBrowser(name) === undefined && canInstallPackages()) {
    installDebianPackages([debianPackage[name]], name);
  }
  return findBrowser(name);
}
