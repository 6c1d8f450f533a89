import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserName } from './browsers';
import type { Popup, Tab } from './tab';
import { until } from './wait';

export interface LaunchOptions {
  /** The unpacked extension. */
  extensionDir: string;
  /** Port of the proxy on 127.0.0.1 that sees every request; without it nothing but loopback is reachable. */
  proxyPort?: number;
  /** `software` forces the software WebGPU adapter that exists for tests. */
  gpu?: 'none' | 'software';
  /** Language of the browser's interface, such as `tr`; English unless told. */
  language?: string;
  /** Device pixels per CSS pixel at a zoom of 1; 1 unless told. */
  pixelRatio?: number;
  headless?: boolean;
  /** Chooses a profile folder, for looking into it after the browser is closed. */
  profileDir?: string;
  /** Preferences of Firefox, besides those that all tests have. */
  preferences?: Record<string, string | number | boolean>;
}

/** A real browser with the extension in it; the same in both. */
export interface ExtensionBrowser {
  readonly name: BrowserName;
  /** Folder of the profile; removed by `close` unless it was chosen. */
  readonly profileDir: string;
  /** Where saved files arrive. */
  readonly downloadDir: string;
  extensionUrl(path: string): string;
  openTab(url: string): Promise<Tab>;
  openExtensionPage(path: string): Promise<Tab>;
  tabs(): Promise<Tab[]>;
  /** Opens the popup on `tab` as the toolbar button does, which grants `activeTab`. */
  openPopup(tab: Tab): Promise<Popup>;
  /** Runs `code` in the background realm. */
  inBackground<Args extends unknown[], Result>(
    code: (...args: Args) => Result | Promise<Result>,
    ...args: Args
  ): Promise<Result>;
  /** Runs `code` in the compute host: the offscreen document or the background page. */
  inHost<Args extends unknown[], Result>(
    code: (...args: Args) => Result | Promise<Result>,
    ...args: Args
  ): Promise<Result>;
  /** Number of processes and their memory come from these. Linux. */
  processIds(): number[];
  close(): Promise<void>;
}

/** Waits for a tab whose address `matches`; fails with the addresses that there are. */
export async function waitForTab(
  browser: ExtensionBrowser,
  matches: (url: string) => boolean,
  timeout?: number,
): Promise<Tab> {
  let urls: string[] = [];
  const find = async (): Promise<Tab | undefined> => {
    urls = [];
    for (const tab of await browser.tabs()) {
      const url = await tab.url();
      if (matches(url)) return tab;
      urls.push(url);
    }
    return undefined;
  };
  return until('a tab to open', find, timeout).catch((error: unknown) => {
    throw new Error(`${String(error)}; there are ${JSON.stringify(urls)}`);
  });
}

/** Waits for a file that is not among `known` to be written whole; gives its path. */
export function waitForDownload(
  browser: ExtensionBrowser,
  known: ReadonlySet<string>,
  timeout?: number,
): Promise<string> {
  const sizes = new Map<string, number>();
  return until(
    'a download',
    () => {
      const names = readdirSync(browser.downloadDir);
      if (names.some((name) => name.endsWith('.part') || name.endsWith('.crdownload'))) return undefined;
      const name = names.find((candidate) => !known.has(candidate));
      if (name === undefined) return undefined;
      const path = join(browser.downloadDir, name);
      const { size } = statSync(path);
      const before = sizes.get(name);
      sizes.set(name, size);
      return size > 0 && size === before ? path : undefined;
    },
    timeout,
    100,
  );
}

/** What is in the folder of downloads now, to tell later what is new. */
export function downloadsSoFar(browser: ExtensionBrowser): Set<string> {
  return new Set(readdirSync(browser.downloadDir));
}
