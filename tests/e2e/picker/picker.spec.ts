import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { builtExtension } from '../../support/builds';
import { waitForTab, type ExtensionBrowser } from '../../support/extension-browser';
import { middleOf, shownSize, startPicker, waitForSize, waitForState } from '../../support/journey';
import { bothBrowsers, launch } from '../../support/launch';
import { startSite, strictPolicy, type Site } from '../../support/site';
import type { Tab } from '../../support/tab';
import { sleep, until } from '../../support/wait';
import { shippedWords, type Words } from '../../support/words';
import { serveGallery, type Exhibit } from './gallery';
import { quietPage } from './quiet-page';

describe.each(bothBrowsers)('the picker in %s', (name) => {
  let site: Site;
  let exhibits: readonly Exhibit[];
  let browser: ExtensionBrowser;
  let words: Words;
  let page: Tab;

  beforeAll(async () => {
    site = await startSite();
    exhibits = await serveGallery(site);
    site.servePage('/quiet', quietPage);
    const foreign = `<img src="${site.otherOrigin}/foreign.png" width="160" height="120" alt="">`;
    site.servePage(
      '/cut-off',
      `<style>body { margin: 0; block-size: 3000px; position: relative } div { position: absolute } img { display: block }</style>
      <div id="low" style="top: 680px; left: 0">${foreign}</div>
      <div id="box" style="top: 0; left: 200px; inline-size: 200px; block-size: 130px; overflow: auto">
        <div id="boxed" style="top: 0">${foreign}</div><p style="block-size: 600px"></p>
      </div>
      <div id="cropped" style="top: 0; left: 500px; inline-size: 100px; block-size: 80px; overflow: clip">${foreign}</div>
      <div id="tall" style="top: 1400px; left: 0">
        <img src="${site.otherOrigin}/foreign.png" width="200" height="1200" alt="">
      </div>`,
    );
    site.servePage('/strict', '<img id="own" src="/404.png" width="160" height="120" alt="">', strictPolicy);
    site.servePage(
      '/hostile',
      `<style>* { display: none !important; transition: all 9s !important; z-index: 2147483647 }
        @layer a { div, iframe, dialog { opacity: 0 !important; visibility: hidden !important; all: unset !important } }
        html, body, #own { display: block !important }</style>
      <img id="own" src="/404.png" width="160" height="120" alt="">`,
    );
    site.servePage(
      '/modal',
      `<dialog><img id="own" src="/404.png" width="160" height="120" alt=""></dialog>
      <script>document.querySelector('dialog').showModal()</script>`,
    );
    browser = await launch(name);
    words = shippedWords(builtExtension(name));
    page = await browser.openTab(`${site.origin}/gallery`);
    // The size that both browsers really have: captures are of the real window.
    await page.setViewport(1280, 720);
  });

  afterAll(async () => {
    await browser.close();
    await site.close();
  });

  afterEach(async () => {
    for (const tab of await browser.tabs()) if (tab !== page) await tab.close();
    await page.focus();
  });

  async function openPicker(path: string, selector: string): Promise<void> {
    if (!(await page.url()).endsWith(path)) await page.goto(site.origin + path);
    await startPicker(browser, words, page, selector);
    // The search for pictures has no outward sign; it takes a few milliseconds here.
    await sleep(300);
  }

  async function editorWithPicture(): Promise<Tab> {
    const editor = await waitForTab(browser, (url) => url.startsWith(browser.extensionUrl('editor.html')));
    await editor.focus();
    await waitForState(editor, 'ready');
    return editor;
  }

  /** Which of the sentences about pictures from the screen the editor shows. */
  async function saidOfScreen(editor: Tab): Promise<string[]> {
    const paragraphs = await editor.evaluate(() => [...document.querySelectorAll('p')].map((p) => p.textContent));
    return ['picture_screen', 'picture_screen_part'].filter((key) => paragraphs.includes(words(key)));
  }

  async function pickAt(selector: string): Promise<Tab> {
    const { x, y } = await middleOf(page, selector);
    await page.clickAt(x, y);
    return editorWithPicture();
  }

  const exhibitIds = [
    ...['srcset', 'broken-largest', 'picture-source', 'lazy', 'background', 'image-set', 'before', 'svg-image'],
    ...['input', 'object', 'closed-shadow', 'frame', 'foreign-frame', 'covered', 'no-pointer', 'canvas', 'poster'],
    ...['foreign', 'blob', 'mask', 'inline-svg'],
  ];

  it.each(exhibitIds)('gets the best there is of: %s', async (id) => {
    const exhibit = exhibits.find((candidate) => candidate.id === id);
    expect(exhibit).toBeDefined();
    if (!exhibit) return;
    await openPicker('/gallery', `#${id}`);
    const editor = await pickAt(`#${id}`);
    await waitForSize(editor, exhibit.width, exhibit.height);
    expect(await saidOfScreen(editor)).toEqual(exhibit.fromScreen ? ['picture_screen'] : []);
  });

  const fromScreen = [
    { id: 'low', where: 'reaching below the window', width: 160, height: 120, says: 'picture_screen' },
    { id: 'boxed', where: 'scrolled half out of a box', width: 160, height: 120, says: 'picture_screen' },
    { id: 'cropped', where: 'cut off for good', width: 100, height: 80, says: 'picture_screen_part' },
    { id: 'tall', where: 'taller than the window', width: 200, height: 720, says: 'picture_screen_part' },
  ];

  it.each(fromScreen)('takes a picture $where from the screen, and puts the page back', async ({ id, width, height, says }) => {
    await page.goto(`${site.origin}/cut-off`);
    await page.evaluate(() => {
      document.querySelector('#box')?.scrollTo(0, 60);
      scrollTo(0, 0);
    });
    if (id === 'tall') await page.evaluate(() => scrollTo(0, 1500));
    const scrolled = (): Promise<string> =>
      page.evaluate(() => JSON.stringify([scrollY, document.querySelector('#box')?.scrollTop]));
    const before = await scrolled();
    await openPicker('/cut-off', 'body');
    const { x, y } = await page.evaluate((wanted) => {
      const box = document.querySelector(`#${wanted} img`)?.getBoundingClientRect();
      if (!box) throw new Error(`No ${wanted}`);
      return { x: box.x + 20, y: Math.max(0, box.y) + 10 };
    }, id);
    await page.clickAt(x, y);
    const editor = await editorWithPicture();
    await waitForSize(editor, width, height);
    expect(await saidOfScreen(editor)).toEqual([says]);
    expect(await scrolled()).toBe(before);
  });

  it.each(['/strict', '/hostile', '/modal'])('works on the page %s', async (path) => {
    await openPicker(path, '#own');
    await waitForSize(await pickAt('#own'), 404, 303);
  });

  it('keeps keys, clicks and focus from the page, and leaves it as it was', async () => {
    await page.goto(`${site.origin}/quiet`);
    await page.evaluate(() => {
      const field = document.querySelector<HTMLInputElement>('#field');
      field?.focus();
      field?.setSelectionRange(2, 5);
      scrollTo(0, 40);
    });
    const state = (): Promise<string> =>
      page.evaluate(() => {
        const field = document.activeElement;
        const selected = field instanceof HTMLInputElement ? [field.selectionStart, field.selectionEnd] : [];
        return JSON.stringify([document.documentElement.outerHTML, field?.id, selected, scrollX, scrollY]);
      });
    const before = await state();
    await openPicker('/quiet', '#first');
    await page.evaluate(() => dispatchEvent(new Event('forget')));
    for (const key of ['Tab', 'Tab', 'ArrowLeft', 'a', 'End', 'PageUp', 'Shift+Tab', 'Shift+ArrowDown']) {
      await page.press(key);
    }
    // No picture is there.
    await page.clickAt(700, 400);
    await page.press('Escape');
    await until('the page to be as it was', async () => (await state()) === before);
    await sleep(300);
    const heard = await page.evaluate(() => document.querySelector<HTMLTextAreaElement>('#heard')?.value);
    expect(heard).toBe('');
  });

  it('picks by keyboard, in reading order', async () => {
    await openPicker('/quiet', '#first');
    for (const key of ['Tab', 'Tab', 'Enter']) await page.press(key);
    const editor = await editorWithPicture();
    await waitForSize(editor, 412, 309);
  });

  it('takes the visible area without the picker in it', async () => {
    await openPicker('/quiet', '#first');
    for (const key of ['Shift+Tab', 'Shift+Tab', 'Enter']) await page.press(key);
    const editor = await editorWithPicture();
    const size = await until('the capture', () => shownSize(editor));
    expect(size.width).toBeGreaterThanOrEqual(1280);
  });

  it('is replaced by a second one, and leaves nothing behind', async () => {
    await page.goto(`${site.origin}/quiet`);
    const children = (): Promise<number> => page.evaluate(() => document.documentElement.childElementCount);
    const before = await children();
    await openPicker('/quiet', '#first');
    await openPicker('/quiet', '#first');
    expect(await children()).toBe(before + 1);
    await page.press('Escape');
    await until('the picker to be gone', async () => (await children()) === before);
  });
});
