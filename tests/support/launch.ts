import type { BrowserName } from './browsers';
import { builtExtension } from './builds';
import { launchChromium } from './chromium';
import type { ExtensionBrowser, LaunchOptions } from './extension-browser';
import { launchFirefox } from './firefox';

export const bothBrowsers: readonly BrowserName[] = ['chromium', 'firefox'];

/** Starts a browser with the package that ships for it. */
export function launch(
  name: BrowserName,
  options: Omit<LaunchOptions, 'extensionDir'> = {},
): Promise<ExtensionBrowser> {
  const all = { ...options, extensionDir: builtExtension(name) };
  return name === 'chromium' ? launchChromium(all) : launchFirefox(all);
}
