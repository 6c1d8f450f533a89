import type { ExtensionBrowser } from './extension-browser';
import type { Tab } from './tab';
import { until } from './wait';
import { isChromium, isFirefox } from './which';

/** What browsers begin with, in CSS pixels. */
export const usualTextSize = 16;

const firefoxPreference = "'font.size.variable.x-western'";

/**
 * Opens a page of the extension with the size of text set as in the browser's own settings. A style on
 * `:root` would leave the widths at which layouts change where they are; this moves them along, as it
 * does for people.
 */
export async function openWithTextSize(browser: ExtensionBrowser, path: string, size: number): Promise<Tab> {
  // Pages that are open already would keep theirs in Firefox.
  if (isFirefox(browser)) await browser.chromeScope.evaluate(`Services.prefs.setIntPref(${firefoxPreference}, ${size})`);
  const tab = await browser.openExtensionPage(path);
  if (isChromium(browser)) {
    const session = await browser.context.newCDPSession(browser.page(tab));
    await session.send('Page.setFontSizes', { fontSizes: { standard: size } });
  }
  await until(`text of ${size} pixels`, () =>
    tab.evaluate((wanted) => getComputedStyle(document.documentElement).fontSize === `${wanted}px`, size),
  );
  return tab;
}

/** For the pages that are opened from now on. */
export async function resetTextSize(browser: ExtensionBrowser): Promise<void> {
  if (isFirefox(browser)) await browser.chromeScope.evaluate(`Services.prefs.clearUserPref(${firefoxPreference})`);
}
