import type { BrowserName } from './browsers';
import { builtExtension } from './builds';
import { launchChromium } from './chromium';
import { waitForTab, type ExtensionBrowser, type LaunchOptions } from './extension-browser';
import { launchFirefox } from './firefox';

export const bothBrowsers: readonly BrowserName[] = ['chromium', 'firefox'];

/** Starts a browser with the package that ships for it unless another is named, and closes the page that greets newcomers. */
export async function launch(
  name: BrowserName,
  options: Partial<LaunchOptions> = {},
): Promise<ExtensionBrowser> {
  const all = { extensionDir: builtExtension(name), ...options };
  const browser = await (name === 'chromium' ? launchChromium(all) : launchFirefox(all));
  const welcome = await waitForTab(browser, (url) => url.startsWith(browser.extensionUrl('welcome.html')));
  await welcome.close();
  return browser;
}
