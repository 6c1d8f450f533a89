import type { ChromiumExtension } from './chromium';
import type { Tab } from './tab';
import { until } from './wait';

/** Shows `tab` in the few colours of a person's choice instead of in its own. Chromium. */
export async function forceColors(browser: ChromiumExtension, tab: Tab): Promise<void> {
  await browser.page(tab).emulateMedia({ forcedColors: 'active' });
  await until('the colours to be forced', () => tab.evaluate(() => matchMedia('(forced-colors: active)').matches));
}
