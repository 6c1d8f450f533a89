import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { builtExtension } from '../support/builds';
import { dispatchInFront } from '../support/chromium-events';
import { lookAtPicker } from '../support/picker-parts';
import { isChromium, isFirefox } from '../support/which';
import { waitForTab, type ExtensionBrowser } from '../support/extension-browser';
import { failureCode, pickFromPage, shownSize, startPicker, waitForPicker } from '../support/journey';
import { bothBrowsers, launch } from '../support/launch';
import { startSite, strictPolicy, type Site } from '../support/site';
import { testPng } from '../support/test-pictures';
import { until } from '../support/wait';
import { shippedWords } from '../support/words';

const onePagePdf = `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 150]>>endobj
trailer<</Root 1 0 R>>
%%EOF
`;

/** What Imaginex may do on a page: nothing before it is asked there, and then all that it needs. */
describe.each(bothBrowsers)('%s', (name) => {
  const words = shippedWords(builtExtension(name));
  let site: Site;
  let browser: ExtensionBrowser;

  beforeAll(async () => {
    site = await startSite();
    site.serve('/picture.png', { body: await testPng(200, 150), type: 'image/png' });
    site.servePage('/', '<p><img src="/picture.png" alt="A test picture"></p>');
    site.servePage('/strict', '<p><img src="/picture.png" alt="A test picture"></p>', strictPolicy);
    site.serve('/document.pdf', { body: onePagePdf, type: 'application/pdf' });
    browser = await launch(name);
  });

  afterAll(async () => {
    await browser.close();
    await site.close();
  });

  afterEach(async () => {
    for (const tab of await browser.tabs()) if ((await tab.url()).includes('editor.html')) await tab.close();
  });

  /** Asks for the picker in every tab, as a page of the extension could without any gesture. */
  const askForPickers = async (): Promise<string> => {
    const sender = await browser.openExtensionPage('popup.html');
    try {
      return await sender.evaluate(async () => {
        const api: unknown = Reflect.get(globalThis, 'chrome');
        const call = async (area: string, method: string, argument: unknown): Promise<unknown> => {
          const owner: unknown = Reflect.get(Object(api), area);
          const found: unknown = Reflect.get(Object(owner), method);
          if (typeof found !== 'function') throw new Error(`${area}.${method} is missing`);
          const answer: unknown = await Reflect.apply(found, owner, [argument]);
          return answer;
        };
        const tabs: unknown = await call('tabs', 'query', {});
        if (!Array.isArray(tabs)) throw new Error('No tabs');
        const ids = tabs.map((tab: unknown) => Number(Reflect.get(Object(tab), 'id'))).sort((a, b) => a - b);
        const answers = [];
        for (const tabId of ids) {
          answers.push(await call('runtime', 'sendMessage', { name: 'start-picker', payload: { tabId } }));
        }
        return JSON.stringify(answers);
      });
    } finally {
      await sender.close();
    }
  };

  test('no page may be touched that nobody asked on', async () => {
    const page = await browser.openTab(`${site.origin}/`);
    const before = await page.evaluate(() => document.documentElement.outerHTML);
    const result = await askForPickers();
    expect(result).toContain('page-refuses-scripts');
    expect(result).not.toContain('"ok":true');
    expect(await page.evaluate(() => document.documentElement.outerHTML)).toBe(before);
    await page.close();
  });

  test('a page with the strictest policy can be picked from', async () => {
    const page = await browser.openTab(`${site.origin}/strict`);
    await page.setViewport(1280, 720);
    await startPicker(browser, words, page);
    const { bar, cancel } = await lookAtPicker(browser, page);
    // Without its style it is a transparent line across the top.
    expect(bar.background).toMatch(/^rgb\(/);
    expect(bar.width).toBeLessThan(1200);
    expect(Math.abs(bar.x + bar.width / 2 - 640)).toBeLessThan(1);
    expect(bar.y + bar.height).toBe(704);
    expect(cancel.height).toBeGreaterThanOrEqual(32);
    await page.press('Escape');
    const editor = await pickFromPage(browser, words, page);
    await until('the picture', () => shownSize(editor));
    await page.close();
  });

  test('the popup says what runs here, and on what', async () => {
    const page = await browser.openTab(`${site.origin}/`);
    const popup = await browser.openPopup(page);
    await until('the backend', async () => (await popup.text()).includes(words('backend_wasm')));
    expect(await popup.text()).toContain(words('popup_line'));
    await page.close();
  });

  // Firefox shows pages of its own to no driver.
  if (name === 'chromium') test('a page of the browser says why it cannot be picked from', async () => {
    const page = await browser.openTab('chrome://version/');
    const popup = await browser.openPopup(page);
    await popup.click(words('popup_pick'));
    await until('the sentence', async () => (await popup.text()).includes(words('error_page_refuses_scripts')));
    await page.close();
  });

  test('the shortcut starts the picker', async () => {
    const page = await browser.openTab(`${site.origin}/`);
    if (isFirefox(browser)) await browser.pressCommand(page, 'pick-picture');
    else if (isChromium(browser)) {
      await browser.triggerAction(browser.page(page));
      await dispatchInFront(browser, 'commands', 'onCommand', 'pick-picture');
    }
    await waitForPicker(browser, page);
    await page.close();
  });

  // No driver can press keys of Firefox that grant nothing.
  if (name === 'chromium') test('a shortcut that was refused the page says so in the editor', async () => {
    const page = await browser.openTab(`${site.origin}/`);
    await page.focus();
    if (isChromium(browser)) await dispatchInFront(browser, 'commands', 'onCommand', 'pick-picture');
    const editor = await waitForTab(browser, (url) => url.startsWith(browser.extensionUrl('editor.html')));
    await until('the reason', async () => (await failureCode(editor)) === 'page-refuses-scripts');
    await page.close();
  });

  test('a PDF document says why it cannot be picked from', async () => {
    const page = await browser.openTab('about:blank');
    await page.goto(`${site.origin}/document.pdf`);
    const popup = await browser.openPopup(page);
    await popup.click(words('popup_pick'));
    await until('the sentence', async () => (await popup.text()).includes(words('error_page_refuses_scripts')));
    expect(await popup.text()).toContain(words('popup_from_disk'));
    await page.close();
  });

  test('an editor that is open comes to the front instead of a second one', async () => {
    await browser.openExtensionPage('editor.html');
    const page = await browser.openTab(`${site.origin}/`);
    const popup = await browser.openPopup(page);
    await popup.click(words('popup_open_editor'));
    await waitForTab(browser, (url) => url.includes('editor.html'));
    await until('the editor to be in front', async () => {
      const editors = [];
      for (const tab of await browser.tabs()) if ((await tab.url()).includes('editor.html')) editors.push(tab);
      return editors.length > 0 && editors[0]?.evaluate(() => document.visibilityState === 'visible');
    });
    const urls = await Promise.all((await browser.tabs()).map((tab) => tab.url()));
    expect(urls.filter((url) => url.includes('editor.html'))).toHaveLength(1);
  });
});
