import { z } from '../../messages/zod';
import { CodedError, errorCode } from '../../messages/errors';
import { setPickerMode, type PickerMode, type PickerOutcome } from '../../picker/mode';
import { browser } from '../../platform/browser';
import { chosenStrings } from '../../platform/i18n';
import { readSettings } from '../../platform/settings';

/** The keys of all that the picker may have to say. */
const wordsOfPicker = /^(?:picker|error|language)_/;

interface InjectionTarget {
  tabId: number;
  frameIds?: number[];
}

const pickerOutcome: z.ZodType<PickerOutcome> = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true) }),
  z.object({ ok: z.literal(false), code: z.string().max(60) }),
]);

/**
 * Starts the interactive picker in a tab that the person has just asked for (`activeTab`).
 *
 * @param notice code of an error that the picker begins with.
 * @throws CodedError `page-refuses-scripts` on browser pages, stores, PDF viewers and the like.
 */
export async function startPickerIn(tabId: number, notice?: string): Promise<void> {
  const strings = await chosenStrings((await readSettings()).language, wordsOfPicker);
  const mode: PickerMode = {
    kind: 'interactive',
    ...(notice === undefined ? {} : { notice }),
    ...(strings ? { strings } : {}),
  };
  const outcome = await inject({ tabId }, mode);
  // A document that is itself a drawing is taken at once, and may turn out not to be readable.
  if (outcome?.ok === false) throw new CodedError(errorCode.catch('unexpected').parse(outcome.code));
}

/**
 * Picks one picture that the person pointed out in the browser's own menu, without an overlay. When
 * it cannot be read, the interactive picker opens and says so.
 *
 * @throws CodedError `page-refuses-scripts`
 */
export async function pickUrl(tabId: number, frameId: number, url: string): Promise<void> {
  const outcome = await inject({ tabId, frameIds: [frameId] }, { kind: 'url', url }).catch((error: unknown): PickerOutcome => {
    if (frameId === 0) throw error;
    // What the person allows is the page without its frames of other origins.
    return { ok: false, code: 'picture-not-readable' };
  });
  if (outcome?.ok === false) await startPickerIn(tabId, outcome.code);
}

async function inject(target: InjectionTarget, mode: PickerMode): Promise<PickerOutcome | undefined> {
  try {
    await browser.scripting.executeScript({ target, func: setPickerMode, args: [mode] });
    const [injection] = await browser.scripting.executeScript({ target, files: ['/picker.js'] });
    return pickerOutcome.safeParse(injection?.result).data;
  } catch (error) {
    throw new CodedError('page-refuses-scripts', String(error), { cause: error });
  }
}

/**
 * What can be seen of a tab. The browser captures whichever tab is in front, so that has to be this
 * one, before and after.
 *
 * @throws CodedError `capture-failed`
 */
export async function captureTabContent(tabId: number): Promise<Blob> {
  try {
    const { windowId } = await tabInFront(tabId);
    const url = await browser.tabs.captureVisibleTab(windowId, { format: 'png' });
    await tabInFront(tabId);
    // Not `fetch`: the content security policy allows no data URLs to be fetched.
    const bytes = Uint8Array.fromBase64(url.slice(url.indexOf(',') + 1));
    return new Blob([bytes], { type: 'image/png' });
  } catch (error) {
    if (error instanceof CodedError) throw error;
    throw new CodedError('capture-failed', String(error), { cause: error });
  }
}

async function tabInFront(tabId: number): Promise<{ windowId: number }> {
  const { active, windowId } = await browser.tabs.get(tabId);
  if (!active) throw new CodedError('capture-failed', 'the tab is not in front');
  return { windowId };
}
