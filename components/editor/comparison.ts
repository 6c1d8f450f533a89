import { currentRevision, isChanged } from './history';
import type { EditorState, Picture, Revision } from './state';

/** With what a picture is compared. */
export interface Comparison {
  revision: Revision;
  /** Whether it is another picture. */
  isOther: boolean;
  /** Whether the two have not one shape, so that they are shown beside one another rather than on one place. */
  besideOnly: boolean;
  name: string;
}

/**
 * A result is compared with the untouched original; a picture of which there is nothing else, with the one that was
 * looked at before it.
 */
export function comparisonOf(state: EditorState, picture: Picture): Comparison | undefined {
  if (isChanged(picture)) {
    const [before, after] = [picture.original, currentRevision(picture)];
    const besideOnly = Math.abs(before.width / before.height - after.width / after.height) > 0.01;
    return { revision: before, isOther: false, besideOnly, name: picture.name };
  }
  const other = state.pictures.find(({ id }) => id === state.previousId && id !== picture.id);
  return other && { revision: currentRevision(other), isOther: true, besideOnly: true, name: other.name };
}
