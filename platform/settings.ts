import { defaultSettings, settingsSchema, type Settings } from '../messages/settings';
import { browser } from './browser';

const key = 'settings';

export async function readSettings(): Promise<Settings> {
  const stored = await browser.storage.local.get(key);
  return settingsSchema.catch(defaultSettings).parse(stored[key] ?? {});
}

/**
 * Changes some of the settings and leaves the others as they are by now, whichever page changed them.
 * Writes nothing from a private window: such a change lasts as long as the page.
 */
export async function changeSettings(change: Partial<Settings>): Promise<void> {
  if (browser.extension.inIncognitoContext) return;
  await browser.storage.local.set({ [key]: { ...(await readSettings()), ...change } });
}

/** Calls `changed` whenever the settings were written, by whichever page. */
export function onSettingsChange(changed: () => void): void {
  browser.storage.local.onChanged.addListener((changes) => {
    if (key in changes) changed();
  });
}
