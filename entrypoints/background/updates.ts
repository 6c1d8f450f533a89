import { browser } from '../../platform/browser';
import { findEditors } from './editors';

const pendingKey = 'update-pending';

/** An update restarts the extension and with it every editor: it waits until none is open. */
export function deferUpdatesWhileEditing(): void {
  browser.runtime.onUpdateAvailable.addListener(() => void remember());
  browser.tabs.onRemoved.addListener(() => void applyRemembered());
}

async function remember(): Promise<void> {
  await browser.storage.session.set({ [pendingKey]: true });
  await applyWhenIdle();
}

async function applyRemembered(): Promise<void> {
  const stored = await browser.storage.session.get(pendingKey);
  if (stored[pendingKey] === true) await applyWhenIdle();
}

async function applyWhenIdle(): Promise<void> {
  const editors = [...(await findEditors(false)), ...(await findEditors(true))];
  if (editors.length === 0) browser.runtime.reload();
}
