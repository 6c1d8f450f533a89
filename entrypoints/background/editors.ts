import { browser } from '../../platform/browser';

interface OpenEditor {
  tabId: number;
  windowId: number;
  url: string;
}

/** Where an editor belongs: beside the page it was called from, and with it private or not. */
export interface EditorPlace {
  windowId?: number | undefined;
  incognito: boolean;
}

/** The editors that are open in windows of this kind. */
export async function findEditors(incognito: boolean): Promise<OpenEditor[]> {
  const editorUrl = browser.runtime.getURL('/editor.html');
  const contexts = await browser.runtime.getContexts({ contextTypes: ['TAB'], incognito });
  return contexts
    .filter((context) => context.documentUrl?.startsWith(editorUrl) && context.tabId >= 0)
    .map(({ tabId, windowId, documentUrl }) => ({ tabId, windowId, url: documentUrl ?? editorUrl }));
}

/**
 * Shows an editor with `fragment`, e.g. `picture=<id>`: in the one that is open, which hears of it
 * by `hashchange`, or in a new tab of the same window.
 */
export async function showEditor(place: EditorPlace, fragment = ''): Promise<void> {
  for (const editor of await findEditors(place.incognito)) {
    if (await showOpen(editor, fragment)) return;
  }
  const url = new URL(browser.runtime.getURL('/editor.html'));
  url.hash = fragment;
  await browser.tabs.create({
    url: url.href,
    ...(place.windowId === undefined ? {} : { windowId: place.windowId }),
  });
}

/** @returns whether it was still there: browsers list an editor for a moment after its tab was closed. */
async function showOpen({ tabId, windowId, url }: OpenEditor, fragment: string): Promise<boolean> {
  const wanted = new URL(url);
  wanted.hash = fragment;
  try {
    await browser.tabs.update(tabId, { active: true, ...(fragment ? { url: wanted.href } : {}) });
  } catch (error) {
    console.warn('editor', error);
    return false;
  }
  await browser.windows.update(windowId, { focused: true });
  return true;
}

/** The place of whoever sent a message; a popup has no tab, so it is where the person looks. */
export async function placeOf(tab: Partial<EditorPlace> | undefined): Promise<EditorPlace> {
  if (tab?.windowId !== undefined) return { windowId: tab.windowId, incognito: tab.incognito ?? false };
  const [active] = await browser.tabs.query({ active: true, lastFocusedWindow: true });
  return { windowId: active?.windowId, incognito: active?.incognito ?? false };
}
