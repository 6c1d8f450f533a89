import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { leastVersions } from '../../manifest.config';

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

const versionPattern: Record<BrowserName, RegExp> = {
  chromium: /\bChrom(?:ium|e)\b[^\d\n]*(\d+)\./,
  firefox: /\bFirefox[^\d\n]*(\d+)\./,
};

/** The major version in what a browser answers to `--version`. */
export function versionIn(name: BrowserName, answer: string): number | undefined {
  const [, major] = versionPattern[name].exec(answer) ?? [];
  return major === undefined ? undefined : Number(major);
}

/** The first start of a browser that comes as a snap or lies on a cold disk takes its time. */
const answerTimeoutMs = 30_000;

/** Why an executable does not do, to be read after its path; `undefined` when it does. */
function objection(name: BrowserName, path: string): string | undefined {
  // Windows connects neither of them to a console: Chrome would open a window, Firefox would say nothing.
  if (process.platform === 'win32') return undefined;
  const { error, status, signal, stdout, stderr } = spawnSync(path, ['--version'], {
    encoding: 'utf8',
    timeout: answerTimeoutMs,
    killSignal: 'SIGKILL',
  });
  if (error) return `does not start (${error.message})`;
  if (status !== 0) {
    // A missing library is told last; wrappers may have complained of other things before.
    const lastWords = stderr.trim().split('\n').at(-1) ?? '';
    return `does not start (${lastWords === '' ? (signal ?? `exit status ${status}`) : lastWords})`;
  }
  const version = versionIn(name, stdout);
  if (version === undefined) return 'does not say its version';
  return version < leastVersions[name] ? `is version ${version}` : undefined;
}

export interface Choice {
  path: string | undefined;
  /** Each one that was tried in vain, with the reason. */
  refused: readonly string[];
}

/** The first of some executables that starts and is new enough. */
export function chooseBrowser(name: BrowserName, candidates: readonly string[]): Choice {
  const refused: string[] = [];
  const tried = new Set<string>();
  for (const path of candidates.filter(isExecutable)) {
    const file = realpathSync(path);
    if (tried.has(file)) continue;
    tried.add(file);
    const why = objection(name, path);
    if (why === undefined) return { path, refused };
    refused.push(`${path} ${why}`);
  }
  return { path: undefined, refused };
}

/** The executable that an environment variable names: it or none is used. */
export function chosenByPerson(name: BrowserName): string | undefined {
  const chosen = process.env[executableVariable[name]];
  return chosen === '' ? undefined : chosen;
}

function choose(name: BrowserName): Choice {
  const chosen = chosenByPerson(name);
  if (chosen !== undefined) return chooseBrowser(name, [chosen]);
  return chooseBrowser(name, [
    ...pathNames[name].flatMap(onPath),
    ...usualPlaces[name],
    ...(name === 'chromium' ? fromPlaywright() : []),
  ]);
}

const howToGet: Record<BrowserName, string> = {
  chromium: 'Debian: apt-get install chromium; anywhere: npx playwright-core install chromium',
  firefox: 'Debian: apt-get install firefox-esr',
};

const shownNames: Record<BrowserName, string> = { chromium: 'Chromium or Chrome', firefox: 'Firefox' };

function complaint(name: BrowserName, refused: readonly string[]): string {
  const wanted = `${shownNames[name]} ${leastVersions[name]} or later`;
  const chosen = chosenByPerson(name);
  if (chosen !== undefined) {
    const found = refused[0] ?? `${chosen} is no executable file`;
    return `${executableVariable[name]} has to name ${wanted}, but ${found}.`;
  }
  const found = refused.length === 0 ? '' : ` (${refused.join('; ')})`;
  return `No ${wanted} was found that starts${found}: install one (${howToGet[name]}), or set ${executableVariable[name]} to its path.`;
}

/** What was found, so that each process asks a browser once and not before every launch. */
const known = new Map<BrowserName, Choice>();

/** Looks where browsers usually are, or only at the one that an environment variable names. */
export function lookForBrowser(name: BrowserName): Choice {
  const before = known.get(name);
  if (before !== undefined) return before;
  const choice = choose(name);
  if (choice.path !== undefined) known.set(name, choice);
  return choice;
}

/**
 * The executable to use.
 *
 * @throws Error with one sentence that says what was found, why it does not do, and what to install.
 */
export function findBrowser(name: BrowserName): string {
  const { path, refused } = lookForBrowser(name);
  if (path === undefined) throw new Error(complaint(name, refused));
  return path;
}
