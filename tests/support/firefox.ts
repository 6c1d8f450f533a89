import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer, { type Page } from 'puppeteer-core';
import { z } from 'zod';
import { findBrowser } from './browsers';
import type { ExtensionBrowser, LaunchOptions } from './extension-browser';
import { ChromeScope } from './firefox-chrome-scope';
import { allowPaste, chooseInContextMenu, pressInBrowser } from './firefox-input';
import { openFirefoxPopup, type FirefoxPopup } from './firefox-popup';
import { firefoxTab } from './firefox-tab';
import { inView } from './firefox-view';
import { browserProcesses } from './memory';
import { callExpression, type Tab } from './tab';
import { until } from './wait';

/** What only Firefox has, for tests about Firefox. */
export interface FirefoxExtension extends ExtensionBrowser {
  openPopup(tab: Tab): Promise<FirefoxPopup>;
  readonly chromeScope: ChromeScope;
  readonly extensionId: string;
  page(tab: Tab): Page;
  /** Presses the keys that the manifest suggests for that command, while `tab` is in front. */
  pressCommand(tab: Tab, command: string): Promise<void>;
  /** Right click there, in CSS pixels of the viewport, and the item of that name in the menu that opens. */
  chooseInMenu(tab: Tab, x: number, y: number, label: string): Promise<void>;
  /** Says yes to Firefox's question whether a page may read the clipboard. */
  allowPaste(): Promise<void>;
  /** Ends the background page as the browser does when it has been idle; it starts again when needed. */
  endBackground(): Promise<void>;
}

// Pinned, so that the address of extension pages is known before they open.
const uuid = 'a8b1e8a0-6f0b-4d9c-9a53-5d1f4c1f9a01';

type Preferences = Record<string, string | number | boolean>;

const quiet: Preferences = {
  'browser.safebrowsing.downloads.remote.enabled': false,
  'browser.topsites.contile.enabled': false,
  'dom.push.connection.enabled': false,
  'extensions.getAddons.cache.enabled': false,
  'extensions.systemAddon.update.enabled': false,
  'extensions.update.enabled': false,
  'media.gmp-manager.updateEnabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'network.http.http3.enable': false,
  'network.trr.mode': 5,
  'security.OCSP.enabled': 0,
  'services.settings.server': 'data:,#remote-settings-dummy/v1',
};

function networkPreferences(options: LaunchOptions): Preferences {
  return {
    'network.proxy.type': 1,
    'network.proxy.http': '127.0.0.1',
    'network.proxy.ssl': '127.0.0.1',
    // Port 9 refuses: without a proxy of ours nothing but loopback is reachable.
    'network.proxy.http_port': options.proxyPort ?? 9,
    'network.proxy.ssl_port': options.proxyPort ?? 9,
    'network.proxy.allow_hijacking_localhost': options.proxyPort !== undefined,
    'network.proxy.no_proxies_on': options.proxyPort === undefined ? 'localhost, 127.0.0.1' : '',
  };
}

const manifestParts = z.object({
  browser_specific_settings: z.object({ gecko: z.object({ id: z.string() }) }),
  commands: z.record(z.string(), z.object({ suggested_key: z.object({ default: z.string() }) })).default({}),
});

function readManifest(extensionDir: string): z.infer<typeof manifestParts> {
  const manifest: unknown = JSON.parse(readFileSync(join(extensionDir, 'manifest.json'), 'utf8'));
  return manifestParts.parse(manifest);
}

export async function launchFirefox(options: LaunchOptions): Promise<FirefoxExtension> {
  const executablePath = findBrowser('firefox');
  const { commands, browser_specific_settings: settings } = readManifest(options.extensionDir);
  const extensionId = settings.gecko.id;
  const profileDir = options.profileDir ?? mkdtempSync(join(tmpdir(), 'imaginex-firefox-'));
  const downloadDir = mkdtempSync(join(tmpdir(), 'imaginex-downloads-'));
  mkdirSync(profileDir, { recursive: true });
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath,
    headless: options.headless ?? true,
    userDataDir: profileDir,
    args: ['--remote-allow-system-access'],
    acceptInsecureCerts: true,
    // No test listens, and else Firefox would keep what it fetches for the driver, in memory.
    networkEnabled: false,
    // Without it a release build ignores the preference that keeps it from asking for its settings.
    env: { ...process.env, MOZ_REMOTE_SETTINGS_DEVTOOLS: '1' },
    defaultViewport: null,
    extraPrefsFirefox: {
      ...quiet,
      ...networkPreferences(options),
      'extensions.webextensions.uuids': JSON.stringify({ [extensionId]: uuid }),
      'browser.download.folderList': 2,
      'browser.download.dir': downloadDir,
      'browser.download.useDownloadDir': true,
      'browser.download.always_ask_before_handling_new_types': false,
      'browser.download.alwaysOpenPanel': false,
      ...(options.gpu === 'software'
        ? { 'dom.webgpu.enabled': true, 'gfx.webgpu.ignore-blocklist': true }
        : {}),
      ...(options.pixelRatio === undefined ? {} : { 'layout.css.devPixelsPerPx': String(options.pixelRatio) }),
      'intl.locale.requested': options.language ?? 'en-US',
      // Lets the language packs of the system in.
      'extensions.autoDisableScopes': 0,
      ...options.preferences,
    },
  });
  const chromeScope = new ChromeScope(browser);
  await browser.installExtension(options.extensionDir);

  const policy = `WebExtensionPolicy.getByID(${JSON.stringify(extensionId)})`;
  const extensionUrl = (path: string): string => `moz-extension://${uuid}/${path}`;
  const pages = new Map<Tab, Page>();
  const tabs = new Map<Page, Tab>();
  /** Closed pages stay in puppeteer's list. */
  const closed = new Set<Page>();
  const wrap = (page: Page): Tab => {
    const known = tabs.get(page);
    if (known) return known;
    const open = firefoxTab(page);
    const tab: Tab = {
      ...open,
      async close() {
        closed.add(page);
        await open.close();
      },
    };
    tabs.set(page, tab);
    pages.set(tab, page);
    return tab;
  };
  const pageOf = (tab: Tab): Page => {
    const page = pages.get(tab);
    if (!page) throw new Error('This tab belongs to another browser');
    return page;
  };

  async function openTab(url: string): Promise<Tab> {
    const tab = wrap(await browser.newPage());
    await tab.goto(url);
    return tab;
  }

  async function openPopup(tab: Tab): Promise<FirefoxPopup> {
    await tab.focus();
    return openFirefoxPopup(chromeScope, extensionId);
  }

  const backgroundView = `[...${policy}.extension.views].find((view) => view.viewType === 'background')?.xulBrowser`;

  async function inBackground<Args extends unknown[], Result>(
    code: (...args: Args) => Result | Promise<Result>,
    ...args: Args
  ): Promise<Result> {
    await chromeScope.evaluate(`${policy}.extension.wakeupBackground?.()`);
    await until('the background page', () => chromeScope.evaluate(`${backgroundView} !== undefined`));
    const value = await chromeScope.evaluate(
      inView(
        backgroundView,
        `const sandbox = new Cu.Sandbox(content, { sandboxPrototype: content, wantXrays: false });
        answer(await Cu.evalInSandbox(${JSON.stringify(callExpression(code, args))}, sandbox));`,
      ),
    );
    return z.custom<Result>().parse(value ?? undefined);
  }

  return {
    name: 'firefox',
    chromeScope,
    extensionId,
    profileDir,
    downloadDir,
    extensionUrl,
    openTab,
    openExtensionPage: (path) => openTab(extensionUrl(path)),
    tabs: async () => (await browser.pages()).filter((page) => !closed.has(page)).map(wrap),
    page: pageOf,
    openPopup,
    async pressCommand(tab, command) {
      const keys = commands[command]?.suggested_key.default;
      if (keys === undefined) throw new Error(`The manifest has no keys for ${command}`);
      await tab.focus();
      await pressInBrowser(chromeScope, keys);
    },
    async chooseInMenu(tab, x, y, label) {
      await tab.focus();
      await pageOf(tab).mouse.click(x, y, { button: 'right' });
      await chooseInContextMenu(chromeScope, label);
    },
    allowPaste: () => allowPaste(chromeScope),
    inBackground,
    inHost: inBackground,
    async endBackground() {
      await chromeScope.evaluate(
        `${policy}.extension.terminateBackground({ ignoreDevtoolsAttached: true, disableResetIdleForTest: true })`,
      );
    },
    processIds: () => browserProcesses(profileDir),
    async close() {
      await browser.close();
      if (options.profileDir === undefined) rmSync(profileDir, { recursive: true, force: true });
      rmSync(downloadDir, { recursive: true, force: true });
    },
  };
}
