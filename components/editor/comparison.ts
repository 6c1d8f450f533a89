import { canUndo, currentRevision } from './history';
import type { EditorState, Picture, Revision } from './state';

/** With what a picture is compared. */
export interface Comparison {
  revision: Revision;
  /** Whether it is another picture, which is shown beside it rather than on one place with it. */
  isOther: boolean;
  name: string;
}

/**
 * A result is compared with the untouched original; a picture of which there is nothing else, with the one that was
 * looked at before it.
 */
export function comparisonOf(state: EditorState, picture: Picture): Comparison | undefined {
  if (canUndo(picture)) return { revision: picture.original, isOther: false, name: picture.name };
  const other = state.pictures.find(({ id }) => id === state.previousId && id !== picture.id);
  return other && { revision: currentRevision(other), isOther: true, name: other.name };
}
