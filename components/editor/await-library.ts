import type { Library } from '../../messages/library';
import type { EditorStore } from './store';

/**
 * What the library holds, as soon as it has said so.
 *
 * @param patienceMs how long is waited for it, in milliseconds; then `undefined` is given.
 */
export function awaitLibrary({ get, subscribe }: EditorStore, patienceMs: number): Promise<Library | undefined> {
  const { library } = get();
  if (library || patienceMs <= 0) return Promise.resolve(library);
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      leave();
      resolve(get().library);
    };
    const timer = setTimeout(end, patienceMs);
    const leave = subscribe(() => {
      if (get().library) end();
    });
  });
}
