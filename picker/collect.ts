import { clippersOf, boxOf } from './boxes';
import { addressOf, type Candidate, type Finding } from './candidate';
import { describe } from './describe';
import { findCss } from './find/css';
import { findDrawn } from './find/drawn';
import { findEmbedded } from './find/embedded';
import { findImageElement } from './find/image-element';
import { likeness } from './geometry';
import { inReadingOrder } from './reading-order';
import { walkPage, type Place } from './walk';

/** Sides shown below this many CSS pixels are bullets and tracking pixels. */
const minShownSide = 24;

const maxCandidates = 1000;

/** How long to look around before the page gets its turn, in milliseconds. */
const turn = 12;

/** How much two boxes with the same picture must coincide to be one. */
const sameBox = 0.8;

/** Every picture of the page, in reading order. `skip` is the picker's own element. */
export async function collect(signal: AbortSignal, skip: Element | undefined): Promise<Candidate[]> {
  const candidates: Candidate[] = [];
  let turnEnds = performance.now() + turn;
  for (const place of walkPage(document, skip)) {
    if (performance.now() > turnEnds) {
      await new Promise((resolve) => setTimeout(resolve));
      signal.throwIfAborted();
      turnEnds = performance.now() + turn;
    }
    if (candidates.length >= maxCandidates) break;
    candidates.push(...candidatesOf(place));
  }
  return inReadingOrder(folded(candidates), ({ element, frames }) => boxOf(element, frames), pageDirection());
}

/** The direction that the page is read in. */
export function pageDirection(): 'ltr' | 'rtl' {
  return getComputedStyle(document.documentElement).direction === 'rtl' ? 'rtl' : 'ltr';
}

/** What one element shows. */
export function candidatesOf({ element, frames }: Place): Candidate[] {
  const { width, height } = element.getBoundingClientRect();
  if (width < minShownSide || height < minShownSide) return [];
  const findings: Finding[] = [
    ...findImageElement(element),
    ...findEmbedded(element),
    ...findDrawn(element),
    ...findCss(element),
  ];
  if (findings.length === 0 || !isVisible(element)) return [];
  const clippers = clippersOf(element);
  const description = describe(element);
  return findings.map((finding) => ({ ...finding, element, frames, clippers, description }));
}

function isVisible(element: Element): boolean {
  return element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
}

/** Folds what shows the same file in the same place, such as an image over its own blurred copy. */
function folded(candidates: readonly Candidate[]): Candidate[] {
  const byAddress = new Map<string, Candidate[]>();
  return candidates.filter((candidate) => {
    const address = addressOf(candidate);
    if (address === undefined) return true;
    const alike = byAddress.get(address) ?? [];
    const box = boxOf(candidate.element, candidate.frames);
    if (alike.some((other) => likeness(box, boxOf(other.element, other.frames)) > sameBox)) return false;
    byAddress.set(address, [...alike, candidate]);
    return true;
  });
}
