import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { builtExtension } from '../../support/builds';
import type { ChromiumExtension } from '../../support/chromium';
import { dispatchInFront } from '../../support/chromium-events';
import { waitForTab, type ExtensionBrowser } from '../../support/extension-browser';
import { clickPicture, middleOf, waitForPicker, waitForSize, waitForState } from '../../support/journey';
import { bothBrowsers, launch } from '../../support/launch';
import { setLanguage } from '../../support/set-language';
import { startSite, type Site } from '../../support/site';
import type { Tab } from '../../support/tab';
import { isChromium, isFirefox } from '../../support/which';
import { sleep } from '../../support/wait';
import { shippedWords } from '../../support/words';
import { picture } from './gallery';

/**
 * Chromium's menu belongs to the desktop and is out of any driver's reach without one: the button grants
 * the page, as the item would, and the background is told what the item tells.
 */
async function chooseInChromium(browser: ChromiumExtension, page: Tab, selector: string): Promise<void> {
  const srcUrl = await page.evaluate((wanted) => {
    const element = document.querySelector(wanted);
    if (element instanceof HTMLImageElement) return element.currentSrc;
    return element instanceof HTMLIFrameElement ? element.src.replace(/[^/]*$/, 'foreign.png') : '';
  }, selector);
  await browser.triggerAction(browser.page(page));
  // No page has as many: like that of a foreign frame, it names nothing that the person allowed.
  const frameId = selector === '#frame' ? 99_999 : 0;
  await dispatchInFront(browser, 'contextMenus', 'onClicked', { menuItemId: 'edit-picture', srcUrl, frameId });
}

const shown = 'width="160" height="120" alt=""';

describe.each(bothBrowsers)('the item in the menu of a picture, in %s', (name) => {
  const words = shippedWords(builtExtension(name));
  let site: Site;
  let browser: ExtensionBrowser;
  let page: Tab;

  beforeAll(async () => {
    site = await startSite();
    site.serve('/own.png', { body: await picture(404, 303), type: 'image/png' });
    site.serve('/foreign.png', { body: await picture(480, 360), type: 'image/png' });
    site.servePage('/frame', `<style>body{margin:0}</style><img src="${site.origin}/foreign.png" ${shown}>`);
    site.servePage(
      '/',
      `<style>body{margin:8px} iframe{border:0}</style>
      <p><img id="own" src="/own.png" ${shown}></p>
      <p><img id="foreign" src="${site.otherOrigin}/foreign.png" ${shown}></p>
      <p><iframe id="frame" src="${site.otherOrigin}/frame" width="160" height="120"></iframe></p>`,
    );
    browser = await launch(name);
    page = await browser.openTab(`${site.origin}/`);
  });

  afterAll(async () => {
    await browser.close();
    await site.close();
  });

  afterEach(async () => {
    for (const tab of await browser.tabs()) if (tab !== page) await tab.close();
    await page.focus();
  });

  async function chooseOver(selector: string): Promise<void> {
    const { x, y } = await middleOf(page, selector);
    if (isFirefox(browser)) await browser.chooseInMenu(page, x, y, words('menu_edit_picture'));
    else if (isChromium(browser)) await chooseInChromium(browser, page, selector);
  }

  async function editorWithPicture(): Promise<Tab> {
    const editor = await waitForTab(browser, (url) => url.startsWith(browser.extensionUrl('editor.html')));
    await waitForState(editor, 'ready');
    return editor;
  }

  const isCovered = (selector: string): Promise<boolean> =>
    page.evaluate((wanted) => {
      const box = document.querySelector(wanted)?.getBoundingClientRect();
      return box !== undefined && document.elementFromPoint(box.x + 5, box.y + 5) !== document.querySelector(wanted);
    }, selector);

  it('opens the editor with the picture, and nothing on the page', async () => {
    await chooseOver('#own');
    await waitForSize(await editorWithPicture(), 404, 303);
    expect(await isCovered('#own')).toBe(false);
  });

  it('takes a picture whose bytes are refused from the screen', async () => {
    await chooseOver('#foreign');
    await waitForSize(await editorWithPicture(), 160, 120);
    expect(await isCovered('#foreign')).toBe(false);
  });

  it('starts the picker over a picture that cannot be read where it is, and that picks it', async () => {
    await chooseOver('#frame');
    await waitForPicker(browser, page);
    await clickPicture(browser, page, await middleOf(page, '#frame'));
    await waitForSize(await editorWithPicture(), 160, 120);
  });

  // What Chromium's menu shows can be read by nobody.
  if (name === 'firefox') it('is called in the language that was chosen in the settings', async () => {
    if (!isFirefox(browser)) return;
    await setLanguage(browser, 'tr');
    // The item gets its new name a moment later, of which nothing tells.
    await sleep(500);
    try {
      const { x, y } = await middleOf(page, '#own');
      await browser.chooseInMenu(page, x, y, shippedWords(builtExtension(name), 'tr')('menu_edit_picture'));
      await waitForSize(await editorWithPicture(), 404, 303);
    } finally {
      await setLanguage(browser, 'auto');
      await sleep(500);
    }
  });
});
