import { acquire } from './acquire';
import type { Candidate } from './candidate';
import { candidatesOf } from './collect';
import { cutOut, type Cutting } from './cut-out';
import { isImage, isVideo } from './elements';
import { sourceOf } from './find/sources';
import type { PickerOutcome } from './mode';
import { codeOf, PickError } from './pick-error';
import { deliverPicture } from './send';
import { walkPage, type Place } from './walk';

/** Gets and hands over the picture that the page shows from this address, without a word. */
export async function pickByUrl(url: string): Promise<PickerOutcome> {
  try {
    const candidate = candidateAt(url);
    const picture = await acquire(new AbortController().signal, candidate, () => cutOutOfPage(candidate));
    await deliverPicture(picture);
    return { ok: true };
  } catch (error) {
    return { ok: false, code: codeOf(error) };
  }
}

/** The largest on show of what has this address; failing that, the address alone. */
function candidateAt(url: string): Candidate {
  const places = [...walkPage(document, undefined)].filter(({ element }) => shows(element, url));
  const candidates = places.flatMap((place) => candidatesOf(place).slice(0, 1));
  const area = ({ element }: Place): number => {
    const { width, height } = element.getBoundingClientRect();
    return width * height;
  };
  candidates.sort((a, b) => area(b) - area(a));
  const [largest] = candidates;
  if (largest) return largest;
  const element = document.documentElement;
  return {
    content: { kind: 'files', sources: [sourceOf(url, element)] },
    width: 0,
    height: 0,
    element,
    frames: [],
    clippers: [],
    description: '',
  };
}

function shows(element: Element, url: string): boolean {
  return (isImage(element) || isVideo(element)) && element.currentSrc === url;
}

/**
 * @throws PickError `picture-not-readable` where the place on the screen is not known: in a frame of
 *   another origin, or when there is no element.
 */
function cutOutOfPage(candidate: Candidate): Promise<Cutting> {
  const known = self === top && candidate.element !== document.documentElement;
  if (!known) throw new PickError('picture-not-readable', 'not known where it is on the screen');
  return cutOut(candidate);
}
