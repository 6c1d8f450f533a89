import { z } from 'zod';
import { CdpTarget } from './cdp-target';
import type { ChromiumExtension } from './chromium';
import { waitForTab, type ExtensionBrowser } from './extension-browser';
import { callExpression, type Tab } from './tab';
import { until } from './wait';
import { isChromium, isFirefox } from './which';

/** Private windows: opened as people open them, with the extension allowed in them. */

/** Calls one function of the extension API in an extension page, a background or a worker. */
async function callInRealm(area: string, method: string, argument: unknown): Promise<unknown> {
  const owner: unknown = Reflect.get(Object(Reflect.get(globalThis, 'chrome')), area);
  const found: unknown = Reflect.get(Object(owner), method);
  if (typeof found !== 'function') throw new Error(`${area}.${method} is missing`);
  const answer: unknown = await Reflect.apply(found, owner, argument === null ? [] : [argument]);
  return answer;
}

const windows = z.array(z.object({ id: z.number(), incognito: z.boolean() }));
const tabOfPage = z.object({ windowId: z.number(), incognito: z.boolean() });

/** Lets the extension into private windows. Chromium: it is loaded so. */
export async function allowInPrivateWindows(browser: ExtensionBrowser): Promise<void> {
  if (!isFirefox(browser)) return;
  const id = JSON.stringify(browser.extensionId);
  // What the switch in Firefox's add-on manager does.
  await browser.chromeScope.evaluate(`(async () => {
    const { ExtensionPermissions } = ChromeUtils.importESModule('resource://gre/modules/ExtensionPermissions.sys.mjs');
    const { AddonManager } = ChromeUtils.importESModule('resource://gre/modules/AddonManager.sys.mjs');
    await ExtensionPermissions.add(${id}, { permissions: ['internal:privateBrowsingAllowed'], origins: [] });
    await (await AddonManager.getAddonByID(${id})).reload();
  })()`);
}

/** Opens `url`, which no other tab may show, in a new private window. */
export async function openPrivateWindow(browser: ExtensionBrowser, url: string): Promise<Tab> {
  if (isFirefox(browser)) {
    await browser.chromeScope.evaluate(`(async () => {
      const opened = OpenBrowserWindow({ private: true });
      await new Promise((resolve) => opened.addEventListener('load', resolve, { once: true }));
      await opened.delayedStartupPromise;
      opened.gBrowser.selectedBrowser.fixupAndLoadURIString(${JSON.stringify(url)}, {
        triggeringPrincipal: Services.scriptSecurityManager.createNullPrincipal({ privateBrowsingId: 1 }),
      });
    })()`);
  } else {
    await browser.inBackground(callInRealm, 'windows', 'create', { incognito: true, url });
  }
  const page = await waitForTab(browser, (address) => address === url);
  await until('the page to load', () => page.evaluate(() => document.readyState === 'complete').catch(() => false));
  return page;
}

/** The window of a page of the extension. */
export async function windowOf(page: Tab): Promise<{ windowId: number; incognito: boolean }> {
  return tabOfPage.parse(await page.evaluate(callInRealm, 'tabs', 'getCurrent', null));
}

/** The private windows that a page of the extension in one of them sees. */
export async function privateWindows(page: Tab): Promise<number[]> {
  const all = windows.parse(await page.evaluate(callInRealm, 'windows', 'getAll', null));
  return all.filter(({ incognito }) => incognito).map(({ id }) => id);
}

/** Editors of one kind of window. */
export async function editorsIn(browser: ExtensionBrowser, incognito: boolean): Promise<Tab[]> {
  const found: Tab[] = [];
  for (const tab of await browser.tabs()) {
    if (!(await tab.url()).startsWith(browser.extensionUrl('editor.html'))) continue;
    if ((await windowOf(tab)).incognito === incognito) found.push(tab);
  }
  return found;
}

/** Everything in `storage.local`, as JSON. */
export async function storedNow(browser: ExtensionBrowser): Promise<string> {
  return browser.inBackground(async () => {
    const storage: unknown = Reflect.get(Object(Reflect.get(globalThis, 'chrome')), 'storage');
    const local: unknown = Reflect.get(Object(storage), 'local');
    const get: unknown = Reflect.get(Object(local), 'get');
    if (typeof get !== 'function') throw new Error('storage.local.get is missing');
    return JSON.stringify(await Reflect.apply(get, local, [null]));
  });
}

async function targetsOf(
  browser: ChromiumExtension,
  incognito: boolean,
): Promise<{ targetId: string; type: string; url: string }[]> {
  const { defaultBrowserContextId } = await browser.session.send('Target.getBrowserContexts');
  if (defaultBrowserContextId === undefined) throw new Error('Chromium has no default context');
  const { targetInfos } = await browser.session.send('Target.getTargets', { filter: [{}] });
  return targetInfos.filter((target) => (target.browserContextId !== defaultBrowserContextId) === incognito);
}

/** Whether windows of this kind have a compute host of their own now. Chromium. */
export async function hasOffscreen(browser: ChromiumExtension, incognito: boolean): Promise<boolean> {
  const targets = await targetsOf(browser, incognito);
  return targets.some(({ type, url }) => type === 'background_page' && url === browser.extensionUrl('offscreen.html'));
}

/** Runs `code` in the service worker of windows of this kind. Chromium. */
export async function inWorkerOf<Args extends unknown[]>(
  browser: ChromiumExtension,
  incognito: boolean,
  code: (...args: Args) => unknown,
  ...args: Args
): Promise<unknown> {
  const worker = await until('the service worker', async () =>
    (await targetsOf(browser, incognito)).find(
      ({ type, url }) => type === 'service_worker' && url.startsWith(browser.extensionUrl('')),
    ),
  );
  const target = await CdpTarget.attach(browser.session, worker.targetId);
  try {
    return await target.evaluate(callExpression(code, args));
  } finally {
    await target.detach();
  }
}

/** Closes every private window, and with the last one the private session. */
export async function closePrivateWindows(browser: ExtensionBrowser): Promise<void> {
  if (isFirefox(browser)) {
    const open = `[...Services.wm.getEnumerator('navigator:browser')].filter((one) => PrivateBrowsingUtils.isWindowPrivate(one))`;
    // An editor with unsaved work asks whether to leave, and nobody is there to answer.
    await browser.chromeScope.evaluate(`(() => {
      Services.prefs.setBoolPref('dom.disable_beforeunload', true);
      ${open}.forEach((one) => one.close());
    })()`);
    await until('the private windows to close', async () => (await browser.chromeScope.evaluate(`${open}.length`)) === 0);
  } else if (isChromium(browser)) {
    for (const { type, targetId } of await targetsOf(browser, true)) {
      if (type === 'page') await browser.session.send('Target.closeTarget', { targetId });
    }
    await until('the private windows to close', async () => (await targetsOf(browser, true)).length === 0);
  }
}
