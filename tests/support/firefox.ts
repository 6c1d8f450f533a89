import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer, { type Page } from 'puppeteer-core';
import { z } from 'zod';
import { findBrowser } from './browsers';
import type { ExtensionBrowser, LaunchOptions } from './extension-browser';
import { ChromeScope } from './firefox-chrome-scope';
import { firefoxTab } from './firefox-tab';
import { browserProcesses } from './memory';
import { callExpression, type Popup, type Tab } from './tab';
import { until } from './wait';

/** What only Firefox has, for tests about Firefox. */
export interface FirefoxExtension extends ExtensionBrowser {
  readonly chromeScope: ChromeScope;
  readonly extensionId: string;
  page(tab: Tab): Page;
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

const gecko = z.object({ browser_specific_settings: z.object({ gecko: z.object({ id: z.string() }) }) });

function geckoId(extensionDir: string): string {
  const manifest: unknown = JSON.parse(readFileSync(join(extensionDir, 'manifest.json'), 'utf8'));
  return gecko.parse(manifest).browser_specific_settings.gecko.id;
}

/** Runs inside the process of an extension view; `body` may use `content` and must call `answer(value)`. */
function inView(view: string, body: string): string {
  const script = `const answer = (value) => sendAsyncMessage('test:answer', JSON.stringify(value ?? null));
    Promise.resolve().then(async () => { ${body} }).catch((error) => sendAsyncMessage('test:error', String(error)));`;
  return `new Promise((resolve, reject) => {
    const manager = (${view}).messageManager;
    const answered = ({ data }) => { done(); resolve(JSON.parse(data)); };
    const failed = ({ data }) => { done(); reject(new Error(data)); };
    const done = () => {
      manager.removeMessageListener('test:answer', answered);
      manager.removeMessageListener('test:error', failed);
    };
    manager.addMessageListener('test:answer', answered);
    manager.addMessageListener('test:error', failed);
    manager.loadFrameScript('data:,' + ${JSON.stringify(encodeURIComponent(script))}, false);
  })`;
}

export async function launchFirefox(options: LaunchOptions): Promise<FirefoxExtension> {
  const executablePath = findBrowser('firefox');
  const extensionId = geckoId(options.extensionDir);
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
      'intl.locale.requested': options.language ?? 'en-US',
      // Lets the language packs of the system in.
      'extensions.autoDisableScopes': 0,
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

  async function openPopup(tab: Tab): Promise<Popup> {
    await tab.focus();
    const view = `document.querySelector('.webextension-popup-browser')`;
    const isOpen = () =>
      chromeScope.evaluate(`${view}?.currentURI.spec.startsWith(${JSON.stringify(extensionUrl(''))}) ?? false`);
    const isGone = () =>
      chromeScope.evaluate(`(() => { ${view}?.closest('panel')?.hidePopup(); return ${view} === null; })()`);
    // While a popup is open or on its way out, the button does not open one.
    await until('the popup', async () => {
      await until('an earlier popup to go', isGone, 3_000).catch(() => false);
      await chromeScope.evaluate(`(() => {
        const { ExtensionParent } = ChromeUtils.importESModule('resource://gre/modules/ExtensionParent.sys.mjs');
        ExtensionParent.apiManager.global.browserActionFor(${policy}.extension).triggerAction(window);
      })()`);
      return until('the popup', isOpen, 4_000).catch(() => false);
    });
    const read = inView(
      view,
      `answer(content.document.readyState === 'complete' ? content.document.body.innerText : '')`,
    );
    const text = async (): Promise<string> =>
      String(await until('the popup to fill', () => chromeScope.evaluate(read)));
    return {
      text,
      async click(name) {
        await until(`the popup's button "${name}"`, async () =>
          chromeScope.evaluate(
            inView(
              view,
              `const button = [...content.document.querySelectorAll('button')].find((candidate) =>
                (candidate.getAttribute('aria-label') ?? candidate.textContent).trim() === ${JSON.stringify(name)} &&
                !candidate.disabled);
              if (!button) return answer(false);
              const box = button.getBoundingClientRect();
              answer(true);
              for (const type of ['mousedown', 'mouseup']) {
                content.synthesizeMouseEvent(type, box.x + box.width / 2, box.y + box.height / 2,
                  { button: 0, clickCount: 1 }, {});
              }`,
            ),
          ),
        );
      },
    };
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
