import type { Candidate } from './candidate';
import { PickError } from './pick-error';
import { captureBox, painted } from './screen';
import { ScrollMemory } from './scroll-memory';
import { bringIntoView, fitsInView, isWhollyVisible, visiblePart } from './view-of';

/** A picture as the screen had it. */
export interface Cutting {
  readonly blob: Blob;
  /** Not all of it could be brought into view. */
  readonly partly: boolean;
}

/**
 * Cuts a picture out of a capture of the tab, with nothing of the picker in view. One that is partly
 * out of view is scrolled into it for that moment, where it fits.
 *
 * @throws PickError `capture-failed`, also where nothing of it can be brought into view.
 */
export async function cutOut(candidate: Candidate): Promise<Cutting> {
  const scrolls = new ScrollMemory();
  try {
    if (fitsInView(candidate) || !visiblePart(candidate)) bringIntoView(candidate, scrolls);
    // Read when the page alone is on the screen, as it may move until then.
    await painted();
    const box = visiblePart(candidate);
    if (!box) throw new PickError('capture-failed', 'the picture is not in view');
    const partly = !isWhollyVisible(candidate);
    return { blob: await captureBox(box), partly };
  } finally {
    scrolls.restore();
  }
}
