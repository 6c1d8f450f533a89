import type { ChosenFile, Library, Repository } from '../../messages/library';

/** Everything that views of the library need from outside the page. */
export interface LibraryServices {
  /** Tells the library's state at once and after every change, until the returned function is called. */
  watch: (listener: (library: Library) => void) => () => void;
  /**
   * Asks the browser for what a download needs besides the person's yes; in Firefox, where a host
   * without permission is told an id of the installation, the permission for the model hosts. Has to be
   * called first thing in the handler of the click.
   *
   * @throws CodedError `permission-declined`
   */
  allowDownloads: () => Promise<void>;
  /** Each rejects with a CodedError whose code, and detail where there is one, is for the person. */
  download: (model: string) => Promise<void>;
  pause: (model: string) => Promise<void>;
  resume: (model: string) => Promise<void>;
  remove: (model: string) => Promise<void>;
  removeAll: () => Promise<void>;
  verify: (model: string) => Promise<void>;
  importFiles: (files: readonly ChosenFile[]) => Promise<void>;
  lookUp: (repo: string) => Promise<Repository>;
  /** Gives the id of the model that is being fetched from then on. */
  add: (repo: string, commit: string, graph: string) => Promise<string | undefined>;
  /** Bytes that models may take before unused ones are removed; 0 is no limit. */
  setLimit: (bytes: number) => Promise<void>;
  testDevice: (again: boolean) => Promise<void>;
  /** Asks the browser not to throw models away by itself; whether it promised. */
  persist: () => Promise<boolean>;
  /** Nothing is fetched, taken in or removed from a private window. */
  isPrivate: boolean;
}
