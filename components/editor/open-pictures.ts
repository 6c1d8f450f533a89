import { CodedError, isAbort, toErrorCode } from '../../messages/errors';
import type { PickedPicture } from '../../messages/requests';
import type { EditorServices } from './services';
import type { FailedFile, Picture } from './state';
import type { EditorStore } from './store';
import { emptyTrail } from './trail';

type FoundPicture = Pick<PickedPicture, 'blob' | 'name' | 'description' | 'acquisition'>;

/** A picture that is to be opened. */
export interface Wanted {
  /** As the person knows it; empty while nobody knows. */
  name: string;
  find: () => Promise<FoundPicture | undefined>;
}

/** Opens one after the other; one that cannot be opened does not keep the others out. */
export async function openPictures(signal: AbortSignal, pictures: readonly Wanted[], store: EditorStore, services: EditorServices): Promise<void> {
  const { dispatch } = store;
  const files: FailedFile[] = [];
  dispatch({ type: 'opening-started' });
  for (const { name, find } of pictures) {
    try {
      const picture = await read(signal, find, services);
      if (signal.aborted) break;
      dispatch({ type: 'picture-opened', picture });
    } catch (error) {
      if (isAbort(error)) continue;
      const code = toErrorCode(error);
      files.push({ name, code });
      const several = pictures.length > 1 ? { files: [...files] } : {};
      dispatch({ type: 'failed', failure: { place: 'open', code, ...several } });
    }
  }
  dispatch({ type: 'opening-ended' });
}

async function read(signal: AbortSignal, find: Wanted['find'], services: EditorServices): Promise<Picture> {
  const found = await find();
  if (!found) throw new CodedError('picture-gone');
  const opened = await services.openPicture(signal, found.blob);
  const { blob, width, height, animated, sixteenBit } = opened;
  const { name, description, acquisition } = found;
  const id = crypto.randomUUID();
  const original = { id, blob, width, height, task: undefined, safe: true, madeAt: performance.now() };
  return { id, name, description, acquisition, animated, sixteenBit, original, results: [], position: 0, trail: emptyTrail };
}
