import type { ExtensionBrowser } from './extension-browser';
import { downloadsSoFar, waitForDownload, waitForTab } from './extension-browser';
import { lookAtPicker } from './picker-parts';
import type { SeenRequest } from './proxy';
import type { Site } from './site';
import type { Point, Tab } from './tab';
import { sleep, until } from './wait';
import type { Words } from './words';

/** The steps that people take, as real input on the real interface. */

export type EditorState = 'empty' | 'ready' | 'running' | 'error';

export async function editorState(editor: Tab): Promise<string | undefined> {
  return editor.evaluate(
    () => document.querySelector<HTMLElement>('[data-testid="editor"]')?.dataset.state,
  );
}

export async function waitForState(editor: Tab, state: EditorState, timeout = 60_000): Promise<void> {
  await until(
    `the editor to be ${state}`,
    async () => {
      const now = await editorState(editor);
      if (now === 'error' && state !== 'error') {
        throw new Error(`The editor says "${(await failureCode(editor)) ?? ''}" instead of being ${state}`);
      }
      return now === state;
    },
    timeout,
  );
}

/** Code of the error that the editor shows, if it shows one. */
export function failureCode(editor: Tab): Promise<string | undefined> {
  return editor.evaluate(
    () => document.querySelector<HTMLElement>('[data-testid="failure"]')?.dataset.code,
  );
}

/** The sentence that the editor shows for it. */
export function failureSentence(editor: Tab): Promise<string | undefined> {
  return editor.evaluate(() => document.querySelector('[data-testid="failure"] p')?.textContent);
}

/** Size in pixels of the picture on the stage. */
export function shownSize(editor: Tab): Promise<{ width: number; height: number } | undefined> {
  return editor.evaluate(() => {
    const picture = document.querySelector<HTMLImageElement>('img.stage__picture');
    return picture && picture.naturalWidth > 0
      ? { width: picture.naturalWidth, height: picture.naturalHeight }
      : undefined;
  });
}

export async function waitForSize(editor: Tab, width: number, height: number): Promise<void> {
  let shown: Awaited<ReturnType<typeof shownSize>>;
  const isThere = async (): Promise<boolean> => {
    shown = await shownSize(editor);
    return shown?.width === width && shown.height === height;
  };
  await until(`a picture of ${width} × ${height}`, isThere).catch((error: unknown) => {
    throw new Error(`${String(error)}; there is ${JSON.stringify(shown)}`);
  });
}

/** Middle of the first element that `selector` finds, in CSS pixels of the viewport. */
export function middleOf(tab: Tab, selector: string): Promise<Point> {
  return tab.evaluate((wanted) => {
    const box = document.querySelector(wanted)?.getBoundingClientRect();
    if (!box) throw new Error(`Nothing matches ${wanted}`);
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }, selector);
}

/** Opens the first thing on the page that can be unfolded; it has no role that both browsers name alike. */
export async function clickSummary(tab: Tab): Promise<void> {
  await tab.evaluate(() => document.querySelector('summary')?.scrollIntoView({ block: 'center' }));
  const { x, y } = await middleOf(tab, 'summary');
  await tab.clickAt(x, y);
}

/** Waits until the picker is there and hears keys. */
export async function waitForPicker(browser: ExtensionBrowser, page: Tab): Promise<void> {
  await lookAtPicker(browser, page);
}

/**
 * Points at a picture until the picker rings it. That it is in the page does not mean that it is on the screen:
 * until then, browsers send the mouse to a frame of another origin that it will cover.
 */
export async function pointAtPicture(browser: ExtensionBrowser, page: Tab, at: Point): Promise<void> {
  let turn = 0;
  await until('the picker to ring the picture', async () => {
    // To be at the same place again is no movement.
    turn = 1 - turn;
    await page.pointAt(at.x + turn, at.y);
    const { ring } = await lookAtPicker(browser, page);
    const { x, y, width, height } = ring;
    return at.x >= x && at.y >= y && at.x < x + width && at.y < y + height;
  });
}

/** Points at a picture until the picker rings it, and clicks. */
export async function clickPicture(browser: ExtensionBrowser, page: Tab, at: Point): Promise<void> {
  await pointAtPicture(browser, page, at);
  await page.clickAt(at.x, at.y);
}

/** Toolbar button → "Pick from this page" → the picker over the page. */
export async function startPicker(browser: ExtensionBrowser, words: Words, page: Tab): Promise<void> {
  const popup = await browser.openPopup(page);
  await popup.click(words('popup_pick'));
  await waitForPicker(browser, page);
}

/** Toolbar button → "Pick from this page" → a click on the picture → the editor with it. */
export async function pickFromPage(
  browser: ExtensionBrowser,
  words: Words,
  page: Tab,
  selector = 'img',
): Promise<Tab> {
  await startPicker(browser, words, page);
  await clickPicture(browser, page, await middleOf(page, selector));
  const editor = await waitForTab(browser, (url) => url.startsWith(browser.extensionUrl('editor.html')));
  await editor.focus();
  await waitForState(editor, 'ready');
  return editor;
}

/** Opens a picture from disk. */
export function openFile(editor: Tab, words: Words, path: string): Promise<void> {
  return editor.chooseFiles('button', words('action_choose'), [path]);
}

/** Chooses a tool in the rail and starts it. */
export async function startTool(editor: Tab, words: Words, tool: string): Promise<void> {
  const name = words(`task_${tool}_name`);
  await editor.click('radio', name);
  await sleep(swapTakes);
  await editor.click('button', name);
}

/** Clears everything from the shield, unsaved results too. */
export async function clearEverything(editor: Tab, words: Words): Promise<void> {
  await editor.click('button', words('on_this_device'));
  await editor.click('button', words('action_clear'));
  if (await asksBeforeLosing(editor)) await editor.click('button', words('clear_anyway'));
  await waitForState(editor, 'empty');
}

/** Whether leaving now would be asked about. */
export function asksBeforeLosing(editor: Tab): Promise<boolean> {
  return editor.evaluate(() => {
    const leaving = new Event('beforeunload', { cancelable: true });
    window.dispatchEvent(leaving);
    return leaving.defaultPrevented;
  });
}

/** A press right after Run and Cancel changed places would count as meant for the other one. */
const swapTakes = 450;

/** Cancels the running tool. */
export async function cancelTool(editor: Tab, words: Words): Promise<void> {
  await sleep(swapTakes);
  await editor.click('button', words('cancel'));
}

declare global {
  /** What `watchForRuns` left in the page. */
  var runsSeen: number | undefined;
}

/** From now on counts the times that the editor begins to run something, however short. */
function watchForRuns(editor: Tab): Promise<void> {
  return editor.evaluate(() => {
    const watched = document.querySelector<HTMLElement>('[data-testid="editor"]');
    if (!watched) throw new Error('This is no editor');
    globalThis.runsSeen = 0;
    new MutationObserver(() => {
      if (watched.dataset.state === 'running') globalThis.runsSeen = (globalThis.runsSeen ?? 0) + 1;
    }).observe(watched, { attributes: true, attributeFilter: ['data-state'] });
  });
}

/** Runs a tool to its end. On a small picture it may run for less time than passes between two looks at the editor. */
export async function runTool(editor: Tab, words: Words, tool: string, timeout?: number): Promise<void> {
  await watchForRuns(editor);
  await startTool(editor, words, tool);
  const hasRun = async (): Promise<boolean> => {
    if (await editor.evaluate(() => (globalThis.runsSeen ?? 0) > 0)) return true;
    if ((await editorState(editor)) === 'error') throw new Error(`The editor says "${(await failureCode(editor)) ?? ''}"`);
    return false;
  };
  await until('the tool to run', hasRun, 60_000);
  await waitForState(editor, 'ready', timeout);
}

export type SaveFormat = 'PNG' | 'JPEG' | 'WebP';

/** Saves what is shown; gives the path of the file. */
export async function saveAs(
  browser: ExtensionBrowser,
  editor: Tab,
  words: Words,
  format: SaveFormat = 'PNG',
): Promise<string> {
  const before = downloadsSoFar(browser);
  await editor.click('button', words('action_save'));
  await editor.waitFor('dialog', words('action_save'));
  await editor.click('radio', format);
  await editor.click('button', words('action_save'));
  return waitForDownload(browser, before);
}

/** What the shield says that jobs run on. */
export async function usedBackend(editor: Tab, words: Words): Promise<string> {
  await editor.click('button', words('on_this_device'));
  const backend = await until('the shield to know', async () => {
    const text = await editor.evaluate(() => document.querySelector('[data-testid="shield-backend"]')?.textContent);
    return text === '…' ? undefined : (text ?? undefined);
  });
  await editor.press('Escape');
  return backend;
}

/** Whether a request went to the test's own web site. */
export function isOurs(site: Site, request: SeenRequest): boolean {
  return request.port === site.port && (request.host === '127.0.0.1' || request.host === 'localhost');
}
