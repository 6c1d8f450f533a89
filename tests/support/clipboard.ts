import type { ExtensionBrowser } from './extension-browser';
import type { Tab } from './tab';
import { isChromium, isFirefox } from './which';

/** Lets pages read the clipboard, as people do when Chromium asks. Firefox asks at each reading. */
export async function allowClipboard(browser: ExtensionBrowser): Promise<void> {
  if (isChromium(browser)) await browser.context.grantPermissions(['clipboard-read', 'clipboard-write']);
}

/** Text of the clipboard, read past what Firefox would ask. */
export async function clipboardText(browser: ExtensionBrowser, tab: Tab): Promise<string> {
  if (isFirefox(browser)) return String(await browser.chromeScope.evaluate('window.navigator.clipboard.readText()'));
  return tab.evaluate(() => navigator.clipboard.readText());
}

export async function copyText(browser: ExtensionBrowser, tab: Tab, text: string): Promise<void> {
  if (isFirefox(browser)) {
    await browser.chromeScope.evaluate(`window.navigator.clipboard.writeText(${JSON.stringify(text)})`);
  } else {
    await tab.evaluate((wanted) => navigator.clipboard.writeText(wanted), text);
  }
}

/** Puts a picture in the clipboard. Chromium: the clipboard of a headless Firefox holds text alone. */
export async function copyPicture(tab: Tab, png: Uint8Array): Promise<void> {
  await tab.evaluate(async (text) => {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': new Blob([bytes], { type: 'image/png' }) })]);
  }, Buffer.from(png).toString('base64'));
}
