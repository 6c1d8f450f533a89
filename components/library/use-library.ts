import { useEffect, useState } from 'react';
import type { Library } from '../../messages/library';
import type { LibraryServices } from './services';

/**
 * What the library holds, now and after every change; `undefined` until it has said so.
 *
 * @param services none, for as long as nobody needs to know.
 */
export function useLibrary(services: Pick<LibraryServices, 'watch'> | undefined): Library | undefined {
  const [library, setLibrary] = useState<Library | undefined>(undefined);
  useEffect(() => services?.watch(setLibrary), [services]);
  return library;
}
