import type { ChromiumExtension } from './chromium';
import type { ExtensionBrowser } from './extension-browser';
import type { FirefoxExtension } from './firefox';
import type { Tab } from './tab';

export function isChromium(browser: ExtensionBrowser): browser is ChromiumExtension {
  return browser.name === 'chromium';
}

export function isFirefox(browser: ExtensionBrowser): browser is FirefoxExtension {
  return browser.name === 'firefox';
}

/** Types of what is in the clipboard. */
export async function clipboardTypes(browser: ExtensionBrowser, tab: Tab): Promise<string[]> {
  if (isChromium(browser)) {
    await browser.context.grantPermissions(['clipboard-read']);
    return tab.evaluate(async () => (await navigator.clipboard.read()).flatMap((item) => [...item.types]));
  }
  if (!isFirefox(browser)) throw new Error(browser.name);
  const found = await browser.chromeScope.evaluate(
    `Services.clipboard.hasDataMatchingFlavors(['image/png'], Services.clipboard.kGlobalClipboard)`,
  );
  return found === true ? ['image/png'] : [];
}
