import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

export type BrowserName = 'chromium' | 'firefox';

/** An environment variable that names the executable and goes before everything else. */
export const executableVariable: Record<BrowserName, string> = {
  chromium: 'IMAGINEX_CHROMIUM',
  firefox: 'IMAGINEX_FIREFOX',
};

const pathNames: Record<BrowserName, readonly string[]> = {
  chromium: ['chromium', 'chromium-browser', 'google-chrome-for-testing', 'google-chrome', 'google-chrome-stable'],
  firefox: ['firefox-esr', 'firefox'],
};

const usualPlaces: Record<BrowserName, readonly string[]> = {
  chromium: [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  ],
  firefox: ['/Applications/Firefox.app/Contents/MacOS/firefox', 'C:\\Program Files\\Mozilla Firefox\\firefox.exe'],
};

const inPlaywrightBuild = [
  ['chrome-linux64', 'chrome'],
  ['chrome-linux', 'chrome'],
  ['chrome-mac-arm64', 'Google Chrome for Testing.app', 'Contents', 'MacOS', 'Google Chrome for Testing'],
  ['chrome-mac-x64', 'Google Chrome for Testing.app', 'Contents', 'MacOS', 'Google Chrome for Testing'],
  ['chrome-win64', 'chrome.exe'],
];

/** Where Playwright keeps the browsers that it downloaded. */
function playwrightCache(): string {
  const chosen = process.env.PLAYWRIGHT_BROWSERS_PATH;
  if (chosen !== undefined && chosen !== '') return chosen;
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'ms-playwright');
  if (process.platform === 'win32') return join(homedir(), 'AppData', 'Local', 'ms-playwright');
  return join(homedir(), '.cache', 'ms-playwright');
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function onPath(name: string): string[] {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, process.platform === 'win32' ? `${name}.exe` : name));
}

/** Only Chromium: Playwright's Firefox is a patched one that loads no extensions. */
function fromPlaywright(): string[] {
  const cache = playwrightCache();
  if (!existsSync(cache)) return [];
  return readdirSync(cache)
    .filter((folder) => /^chromium-\d+$/.test(folder))
    .sort((a, b) => Number(b.split('-')[1]) - Number(a.split('-')[1]))
    .flatMap((folder) => inPlaywrightBuild.map((parts) => join(cache, folder, ...parts)));
}

/** The executable to use, or `undefined` when none is installed where it is looked for. */
export function lookForBrowser(name: BrowserName): string | undefined {
  const chosen = process.env[executableVariable[name]];
  if (chosen !== undefined && chosen !== '') return chosen;
  const candidates = [
    ...pathNames[name].flatMap(onPath),
    ...usualPlaces[name],
    ...(name === 'chromium' ? fromPlaywright() : []),
  ];
  return candidates.find(isExecutable);
}

/** @throws Error with one sentence that says what to install. */
export function findBrowser(name: BrowserName): string {
  const found = lookForBrowser(name);
  if (found !== undefined) return found;
  throw new Error(
    name === 'chromium'
      ? `No Chromium or Chrome was found: install one (Debian: apt-get install chromium; anywhere: npx playwright-core install chromium), or set ${executableVariable.chromium} to its path.`
      : `No Firefox was found: install Firefox 153 or later (Debian: apt-get install firefox-esr), or set ${executableVariable.firefox} to its path.`,
  );
}
