import { CodedError } from '../../messages/errors';
import { browser } from '../../platform/browser';

/**
 * Starts the picker in a tab that the person has just asked for (`activeTab`).
 *
 * @throws CodedError `page-refuses-scripts` on browser pages, stores, PDF viewers and the like.
 */
export async function startPickerIn(tabId: number): Promise<void> {
  try {
    await browser.scripting.executeScript({ target: { tabId }, files: ['/picker.js'] });
  } catch (error) {
    throw new CodedError('page-refuses-scripts', String(error), { cause: error });
  }
}

/**
 * The visible part of a window's active tab.
 *
 * @throws CodedError `capture-failed`
 */
export async function captureVisible(windowId: number): Promise<Blob> {
  try {
    const url = await browser.tabs.captureVisibleTab(windowId, { format: 'png' });
    // A data URL: reading it involves no network.
    const response = await fetch(url);
    return new Blob([await response.arrayBuffer()], { type: 'image/png' });
  } catch (error) {
    throw new CodedError('capture-failed', String(error), { cause: error });
  }
}
