import type { Device } from '../../messages/editor-port';
import type { Settings } from '../../messages/settings';
import type { StoredItem } from '../../privacy/stored';
import type { MessageKey } from '../i18n/keys';
import type { LibraryServices } from '../library/services';

/** Everything that the settings page needs from outside. */
export interface OptionsServices {
  version: string;
  initial: Settings;
  /** What is set after everything was erased. */
  defaults: Settings;
  /** Changes are not kept. */
  isPrivate: boolean;
  /** The keys that start the picker in any tab, as the browser writes them; empty when it has none. */
  pickKeys: string;
  /** The words of the promises, in order. */
  promises: readonly MessageKey[];
  library: LibraryServices;
  /** Whether anything of a model is kept; does not start the library. */
  holdsModels: () => Promise<boolean>;
  save: (change: Partial<Settings>) => Promise<void>;
  listStored: () => Promise<StoredItem[]>;
  /** Rejects with what could not be erased; the settings are their defaults even then. */
  erase: () => Promise<void>;
  describeDevice: () => Promise<Device>;
}
