import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { builtExtension } from '../../support/builds';
import { waitForTab, type ExtensionBrowser } from '../../support/extension-browser';
import { clickPicture, middleOf, pointAtPicture, shownSize, startPicker, waitForPicker, waitForSize, waitForState } from '../../support/journey';
import { bothBrowsers, launch } from '../../support/launch';
import { encodePng } from '../../support/pictures';
import { startSite, strictPolicy, type Site } from '../../support/site';
import type { Tab } from '../../support/tab';
import { sleep, until } from '../../support/wait';
import { shippedWords, type Words } from '../../support/words';
import { lookAtPicker } from '../../support/picker-parts';
import { setLanguage } from '../../support/set-language';
import { farthestFrom } from '../../support/shown-colours';
import { serveGallery, type Exhibit } from './gallery';
import { quietPage } from './quiet-page';

const blue = [20, 120, 200] as const;

/** A file of one colour, which says in every pixel whether something lay over it. */
function plainPicture(): Promise<Uint8Array> {
  const [width, height] = [480, 360];
  const data = new Uint8Array(width * height * 3).map((_, at) => blue[at % 3] ?? 0);
  return encodePng({ width, height, channels: 3, data });
}

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
      `<dialog>
        <img id="own" src="/404.png" width="160" height="120" alt="">
        <img id="foreign" src="${site.otherOrigin}/plain.png" width="160" height="120" alt="">
      </dialog>
      <script>document.querySelector('dialog').showModal()</script>`,
    );
    site.serve('/plain.png', { body: await plainPicture(), type: 'image/png' });
    site.servePage(
      '/blue',
      `<style>html { background: rgb(${blue.join()}) } body { margin: 0 } img { display: block }</style>
      <img id="first" src="/404.png" width="160" height="120" alt="A picture of noise">`,
    );
    site.servePage('/none', '<p id="text">Only words here.</p>');
    site.servePage(
      '/from-the-right',
      `<style>html { direction: rtl }</style>
      <img id="first" src="/408.png" width="160" height="120" alt="First">
      <img id="second" src="/412.png" width="160" height="120" alt="Second">`,
    );
    site.servePage(
      '/crowded',
      `<img src="/408.png" width="160" height="120" alt="First">
      <img src="/412.png" width="160" height="120" alt="Second">
      ${'<i></i>'.repeat(60_000)}`,
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

  async function openPicker(path: string): Promise<void> {
    if (!(await page.url()).endsWith(path)) await page.goto(site.origin + path);
    if (path === '/gallery') await until('the gallery to be hung', () => galleryState().then((state) => state !== undefined));
    await startPicker(browser, words, page);
  }

  /** Whatever went wrong while it was hung; `undefined` before it is. */
  function galleryState(): Promise<string | undefined> {
    return page.evaluate(() => document.documentElement.dataset.ready);
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
    await clickPicture(browser, page, await middleOf(page, selector));
    return editorWithPicture();
  }

  const exhibitIds = [
    ...['srcset', 'broken-largest', 'picture-source', 'lazy', 'background', 'image-set', 'before', 'svg-image'],
    ...['input', 'object', 'closed-shadow', 'frame', 'foreign-frame', 'covered', 'no-pointer', 'canvas', 'poster'],
    ...['foreign', 'blob', 'mask', 'inline-svg', 'sprite', 'lazy-set', 'open-shadow', 'video', 'plain-canvas'],
    // Firefox has no WebGL without a display.
    ...(name === 'chromium' ? ['webgl'] : []),
  ];

  it.each(exhibitIds)('gets the best there is of: %s', async (id) => {
    const exhibit = exhibits.find((candidate) => candidate.id === id);
    expect(exhibit).toBeDefined();
    if (!exhibit) return;
    await openPicker('/gallery');
    const editor = await pickAt(`#${id}`);
    await waitForSize(editor, exhibit.width, exhibit.height);
    expect(await saidOfScreen(editor)).toEqual(exhibit.fromScreen ? ['picture_screen'] : []);
    if (exhibit.colour) expect(await farthestFrom(editor, exhibit.colour)).toBeLessThanOrEqual(3);
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
    await openPicker('/cut-off');
    const at = await page.evaluate((wanted) => {
      const box = document.querySelector(`#${wanted} img`)?.getBoundingClientRect();
      if (!box) throw new Error(`No ${wanted}`);
      return { x: box.x + 20, y: Math.max(0, box.y) + 10 };
    }, id);
    await clickPicture(browser, page, at);
    const editor = await editorWithPicture();
    await waitForSize(editor, width, height);
    expect(await saidOfScreen(editor)).toEqual([says]);
    expect(await scrolled()).toBe(before);
  });

  it.each(['/strict', '/hostile', '/modal'])('works on the page %s', async (path) => {
    await openPicker(path);
    await waitForSize(await pickAt('#own'), 404, 303);
  });

  it('takes what lies in a modal dialog from the screen in its own colours', async () => {
    await openPicker('/modal');
    const editor = await pickAt('#foreign');
    await waitForSize(editor, 160, 120);
    expect(await farthestFrom(editor, blue, { x: 2, y: 2, width: 156, height: 116 })).toBeLessThanOrEqual(2);
  });

  it('shows that a page has no pictures', async () => {
    await openPicker('/none');
    const { problem, bar } = await until('the sentence', async () => {
      const parts = await lookAtPicker(browser, page);
      return parts.problem.text === words('picker_none') && parts;
    });
    expect(problem.role).toBe('alert');
    expect(problem.height).toBeGreaterThan(10);
    expect(problem.y).toBeGreaterThan(bar.y);
    expect(problem.y + problem.height).toBeLessThan(720);
  });

  it('rings and names the picture under the pointer, and says the one that is reached by keys', async () => {
    await openPicker('/blue');
    await pointAtPicture(browser, page, { x: 80, y: 60 });
    const { ring, chip, shield, bar, problem } = await lookAtPicker(browser, page);
    expect([ring.x, ring.y, ring.width, ring.height]).toEqual([0, 0, 160, 120]);
    expect(chip.text).toBe('404 × 303');
    expect(chip.y).toBeGreaterThan(120);
    expect(chip.y).toBeLessThan(140);
    expect([shield.x, shield.y, shield.width, shield.height]).toEqual([0, 0, 1280, 720]);
    expect([shield.role, shield.label]).toEqual(['application', words('picker_title')]);
    expect([bar.role, problem.height]).toEqual(['dialog', 0]);

    await page.press('Home');
    const said = [words('picker_position', '1', '1'), words('picker_size_spoken', '404', '303'), 'A picture of noise'];
    const { announcer } = await until('the picture to be said', async () => {
      const parts = await lookAtPicker(browser, page);
      return parts.announcer.text !== '' && parts;
    });
    expect([announcer.text, announcer.live]).toEqual([said.join(' '), 'polite']);
  });

  it('does nothing that the page makes up', async () => {
    await page.goto(`${site.origin}/quiet`);
    await openPicker('/quiet');
    const tabsBefore = (await browser.tabs()).length;
    await page.press('Tab');
    await page.evaluate(() => {
      const host = document.elementFromPoint(20, 300);
      const cancel = document.elementFromPoint(innerWidth / 2, innerHeight - 40);
      for (const target of [window, document, document.documentElement, host, cancel]) {
        for (const key of ['Enter', ' ', 'Tab', 'Escape']) {
          const init = { key, code: key, bubbles: true, composed: true, cancelable: true };
          for (const type of ['keydown', 'keyup']) target?.dispatchEvent(new KeyboardEvent(type, init));
        }
        const at = { clientX: 20, clientY: 60, detail: 1, bubbles: true, composed: true, cancelable: true };
        for (const type of ['pointerdown', 'pointerup']) target?.dispatchEvent(new PointerEvent(type, at));
        for (const type of ['mousedown', 'mouseup', 'click', 'contextmenu']) target?.dispatchEvent(new MouseEvent(type, at));
      }
      if (host instanceof HTMLElement) host.click();
      dispatchEvent(new PageTransitionEvent('pagehide'));
    });
    await sleep(1000);
    expect(await browser.tabs()).toHaveLength(tabsBefore);
    const { announcer, ring } = await lookAtPicker(browser, page);
    expect(announcer.text).toContain(words('picker_position', '1', '3'));
    expect(ring.width).toBe(160);
    await page.press('Escape');
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
    await openPicker('/quiet');
    await page.evaluate(() => dispatchEvent(new Event('forget')));
    for (const key of ['Tab', 'Tab', 'ArrowLeft', 'a', 'End', 'PageUp', 'Shift+Tab', 'Shift+ArrowDown']) {
      await page.press(key);
    }
    await page.wheel({ x: 700, y: 400 }, { x: 0, y: 200 });
    // Wheels turn smoothly, and of their end nothing tells.
    await sleep(500);
    // No picture is there.
    await page.clickAt(700, 400);
    await page.press('Escape');
    await until('the page to be as it was', async () => (await state()) === before);
    await sleep(300);
    const heard = await page.evaluate(() => document.querySelector<HTMLTextAreaElement>('#heard')?.value);
    expect(heard).toBe('');
  });

  it('keeps the click that picks from the page', async () => {
    await page.goto(`${site.origin}/quiet`);
    await openPicker('/quiet');
    await page.evaluate(() => dispatchEvent(new Event('forget')));
    await waitForSize(await pickAt('#second'), 412, 309);
    await sleep(300);
    const heard = await page.evaluate(() => document.querySelector<HTMLTextAreaElement>('#heard')?.value ?? '?');
    // The editor comes to the front, and so the page loses the focus.
    expect(heard.split(' ').filter((type) => type !== '' && !type.includes('focus') && type !== 'blur')).toEqual([]);
  });

  it('walks a page that is read from the right that way, whatever its own language', async () => {
    await openPicker('/from-the-right');
    for (const key of ['Tab', 'ArrowLeft', 'Enter']) await page.press(key);
    await waitForSize(await editorWithPicture(), 412, 309);
  });

  it('picks by keyboard, in reading order', async () => {
    await openPicker('/quiet');
    for (const key of ['Tab', 'Tab', 'Enter']) await page.press(key);
    const editor = await editorWithPicture();
    await waitForSize(editor, 412, 309);
  });

  it('does one key after the other, also while it searches', async () => {
    await page.goto(`${site.origin}/crowded`);
    await openPicker('/crowded');
    // What it found when it opened is old by then.
    await sleep(1500);
    for (const key of ['Tab', 'Tab', 'Enter']) await page.press(key);
    await waitForSize(await editorWithPicture(), 412, 309);
  });

  it.each(['keys', 'a click while a picture is ringed'])('takes the visible area without the picker in it, by %s', async (by) => {
    await openPicker('/blue');
    if (by === 'keys') {
      for (const key of ['Shift+Tab', 'Shift+Tab', 'Enter']) await page.press(key);
    } else {
      await page.press('Tab');
      const { visibleArea } = await until('the ring', async () => {
        const parts = await lookAtPicker(browser, page);
        return parts.ring.width === 160 && parts;
      });
      await page.clickAt(visibleArea.x + visibleArea.width / 2, visibleArea.y + visibleArea.height / 2);
    }
    const editor = await editorWithPicture();
    const size = await until('the capture', () => shownSize(editor));
    expect(size.width).toBeGreaterThanOrEqual(1280);
    // All that is not the picture: the bar, the shade and the words beside the ring would lie there.
    const below = { x: 0, y: 124, width: size.width, height: size.height - 124 };
    expect(await farthestFrom(editor, blue, below)).toBeLessThanOrEqual(2);
  });

  it('speaks the language that was chosen in the settings', async () => {
    const turkish = shippedWords(builtExtension(name), 'tr');
    await setLanguage(browser, 'tr');
    try {
      await page.goto(`${site.origin}/none`);
      const popup = await browser.openPopup(page);
      await popup.click(turkish('popup_pick'));
      const { bar } = await until('the sentence', async () => {
        const parts = await lookAtPicker(browser, page);
        return parts.problem.text !== '' && parts;
      });
      for (const key of ['picker_title', 'picker_cancel', 'picker_none']) expect(bar.text).toContain(turkish(key));
      await page.press('Tab');
      await page.press('Escape');
    } finally {
      await setLanguage(browser, 'auto');
    }
  });

  it('is replaced by a second one, and leaves nothing behind', async () => {
    await page.goto(`${site.origin}/quiet`);
    const children = (): Promise<number> => page.evaluate(() => document.documentElement.childElementCount);
    const before = await children();
    await openPicker('/quiet');
    await page.evaluate(() => document.documentElement.lastElementChild?.setAttribute('id', 'replaced'));
    await openPicker('/quiet');
    await until('the second one', () => page.evaluate(() => document.querySelector('#replaced') === null));
    await waitForPicker(browser, page);
    expect(await children()).toBe(before + 1);
    await page.press('Escape');
    await until('the picker to be gone', async () => (await children()) === before);
  });
});
