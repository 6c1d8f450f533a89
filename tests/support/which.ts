import type { ChromiumExtension } from './chromium';
import type { ExtensionBrowser } from './extension-browser';
import type { FirefoxExtension } from './firefox';

/** For the few things that only one of the two has. */
export function isChromium(browser: ExtensionBrowser): browser is ChromiumExtension {
  return browser.name === 'chromium';
}

export function isFirefox(browser: ExtensionBrowser): browser is FirefoxExtension {
  return browser.name === 'firefox';
}
