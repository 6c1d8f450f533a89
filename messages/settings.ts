import { modelId } from '../models/catalog/model';
import { backendChoice } from './editor-port';
import { z } from './zod';

/** Languages of the interface; `auto` is the browser's. */
export const languageChoice = z.enum(['auto', 'en', 'tr']);

/** What the person can set. Everything has a default, so that an unreadable store loses nothing else. */
export const settingsSchema = z.object({
  backend: backendChoice.catch('auto').default('auto'),
  language: languageChoice.catch('auto').default('auto'),
  /** Whether keys of the editor act that are one character without a modifier (WCAG 2.1.4). */
  singleKeys: z.boolean().catch(true).default(true),
  /** Whether a classifier, where there is one, looks at pictures that are made. */
  looksAtMade: z.boolean().catch(true).default(true),
  /** The model that was chosen last for each need of a tool, by `needKey`. */
  models: z.record(z.string().max(60), modelId).catch({}).default({}),
});
export type Settings = z.infer<typeof settingsSchema>;

export const defaultSettings: Settings = settingsSchema.parse({});
