import type { ExtensionBrowser } from './extension-browser';
import type { Tab } from './tab';
import { until } from './wait';
import { isChromium, isFirefox } from './which';

export const colorSchemes = ['light', 'dark'] as const;
export type ColorScheme = (typeof colorSchemes)[number];

/** What Firefox calls them in its preference. */
const firefoxNumbers: Record<ColorScheme, number> = { dark: 0, light: 1 };

/** Shows `tab` as on a computer that is set to light or dark. */
export async function setColorScheme(browser: ExtensionBrowser, tab: Tab, scheme: ColorScheme): Promise<void> {
  if (isChromium(browser)) {
    await browser.page(tab).emulateMedia({ colorScheme: scheme });
  } else if (isFirefox(browser)) {
    const preference = `'layout.css.prefers-color-scheme.content-override', ${firefoxNumbers[scheme]}`;
    await browser.chromeScope.evaluate(`Services.prefs.setIntPref(${preference})`);
  }
  await until(`the page to be ${scheme}`, () =>
    tab.evaluate((wanted) => matchMedia(`(prefers-color-scheme: ${wanted})`).matches, scheme),
  );
}
