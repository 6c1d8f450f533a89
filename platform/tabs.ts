import { browser } from './browser';

/** Whether the browser may drop the tab of this page to save memory; Firefox has no such switch. */
export async function allowDiscarding(allowed: boolean): Promise<void> {
  const tab = await browser.tabs.getCurrent();
  if (tab?.id === undefined || !('autoDiscardable' in tab)) return;
  await browser.tabs.update(tab.id, { autoDiscardable: allowed });
}

/** The tab that the person looks at; its id needs no permission. */
export async function activeTabId(): Promise<number | undefined> {
  const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
  return tab?.id;
}

export async function openOptionsPage(): Promise<void> {
  await browser.runtime.openOptionsPage();
}
