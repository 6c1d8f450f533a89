import type { BackendChoice, Device } from '../../messages/editor-port';
import type { StoredItem } from '../../privacy/stored';
import type { MessageKey } from '../i18n/keys';

export const languages = ['auto', 'en', 'tr'] as const;
export type LanguageChoice = (typeof languages)[number];

export interface OptionsSettings {
  language: LanguageChoice;
  backend: BackendChoice;
  /** Whether keys of the editor act that are one character without a modifier. */
  singleKeys: boolean;
}

/** Everything that the settings page needs from outside. */
export interface OptionsServices {
  version: string;
  initial: OptionsSettings;
  /** What is set after everything was erased. */
  defaults: OptionsSettings;
  /** Changes are not kept. */
  isPrivate: boolean;
  /** The keys that start the picker in any tab, as the browser writes them; empty when it has none. */
  pickKeys: string;
  /** The words of the promises, in order. */
  promises: readonly MessageKey[];
  save: (settings: OptionsSettings) => Promise<void>;
  listStored: () => Promise<StoredItem[]>;
  erase: () => Promise<void>;
  describeDevice: () => Promise<Device>;
}
