import { browser } from '../../platform/browser';
import { updatePending } from '../../platform/session-marks';
import { findEditors } from './editors';
import type { HostAccess } from './host-access';

/**
 * An update restarts the extension, and with it every editor and whatever the host is fetching: it waits until
 * no editor is open and the host has nothing to do. What is not applied by then the browser applies at its next
 * start.
 */
export function deferUpdatesWhileInUse(host: Pick<HostAccess, 'isInUse'>): void {
  browser.runtime.onUpdateAvailable.addListener(() => void remember(host));
  browser.tabs.onRemoved.addListener(() => void applyRemembered(host));
}

async function remember(host: Pick<HostAccess, 'isInUse'>): Promise<void> {
  await browser.storage.session.set({ [updatePending]: true });
  await applyWhenIdle(host);
}

async function applyRemembered(host: Pick<HostAccess, 'isInUse'>): Promise<void> {
  const stored = await browser.storage.session.get(updatePending);
  if (stored[updatePending] === true) await applyWhenIdle(host);
}

async function applyWhenIdle(host: Pick<HostAccess, 'isInUse'>): Promise<void> {
  // Chrome keeps private windows and the others apart: from neither can the other's editors be seen,
  // and a restart would end them all. The browser then chooses the moment.
  if (!import.meta.env.FIREFOX && (await browser.extension.isAllowedIncognitoAccess())) return;
  const editors = [...(await findEditors(false)), ...(await findEditors(true))];
  if (editors.length === 0 && !(await host.isInUse())) browser.runtime.reload();
}
