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
  const start = () => (name === 'chromium' ? launchChromium(all) : launchFirefox(all));
  let browser = await start();
  try {
    await closeWelcome(browser);
  } catch (error) {
    // One start of Firefox in some hundred never tells the extension that it was installed; why is not known.
    console.log(`SECOND START ${name}: ${String(error)}`);
    await browser.close();
    browser = await start();
    await closeWelcome(browser);
  }
  return browser;
}

async function closeWelcome(browser: ExtensionBrowser): Promise<void> {
  const welcome = await waitForTab(browser, (url) => url.startsWith(browser.extensionUrl('welcome.html')));
  await welcome.close();
}
