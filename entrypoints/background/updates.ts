import { browser } from '../../platform/browser';
import { updatePending } from '../../platform/session-marks';
import { findEditors } from './editors';

/** An update restarts the extension and with it every editor: it waits until none is open. */
export function deferUpdatesWhileEditing(): void {
  browser.runtime.onUpdateAvailable.addListener(() => void remember());
  browser.tabs.onRemoved.addListener(() => void applyRemembered());
}

async function remember(): Promise<void> {
  await browser.storage.session.set({ [updatePending]: true });
  await applyWhenIdle();
}

async function applyRemembered(): Promise<void> {
  const stored = await browser.storage.session.get(updatePending);
  if (stored[updatePending] === true) await applyWhenIdle();
}

async function applyWhenIdle(): Promise<void> {
  // Chrome keeps private windows and the others apart: from neither can the other's editors be seen,
  // and a restart would end them all. The browser then chooses the moment.
  if (!import.meta.env.FIREFOX && (await browser.extension.isAllowedIncognitoAccess())) return;
  const editors = [...(await findEditors(false)), ...(await findEditors(true))];
  if (editors.length === 0) browser.runtime.reload();
}
