import { z } from '../messages/zod';
import { backendChoice } from '../messages/editor-port';
import { browser } from './browser';

/** What the person can set. Everything has a default, so that an unreadable store loses nothing else. */
export const settingsSchema = z.object({
  backend: backendChoice.catch('auto').default('auto'),
  /** Language of the interface; `auto` is the browser's. */
  language: z.enum(['auto', 'en', 'tr']).catch('auto').default('auto'),
  /** Whether keys of the editor act that are one character without a modifier (WCAG 2.1.4). */
  singleKeys: z.boolean().catch(true).default(true),
});
export type Settings = z.infer<typeof settingsSchema>;

export const defaultSettings: Settings = settingsSchema.parse({});

const key = 'settings';

export async function readSettings(): Promise<Settings> {
  const stored = await browser.storage.local.get(key);
  return settingsSchema.catch(defaultSettings).parse(stored[key] ?? {});
}

/** Writes nothing from a private window: such a change lasts as long as the page. */
export async function writeSettings(settings: Settings): Promise<void> {
  if (browser.extension.inIncognitoContext) return;
  await browser.storage.local.set({ [key]: settings });
}
