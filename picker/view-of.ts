import { boxOf, unclippedBox } from './boxes';
import type { Candidate } from './candidate';
import { intersect, type Box } from './geometry';
import type { ScrollMemory } from './scroll-memory';

/** Boxes have fractions of pixels, and so has what frames and clipping leave of them. */
const rounding = 1;

/** What can be seen of a candidate now. */
export function visiblePart({ element, frames, clippers }: Candidate): Box | undefined {
  const box = unclippedBox(element, frames, clippers);
  return box && intersect(box, { x: 0, y: 0, width: innerWidth, height: innerHeight });
}

/** Whether all of a candidate can be seen now. */
export function isWhollyVisible(candidate: Candidate): boolean {
  const whole = boxOf(candidate.element, candidate.frames);
  const visible = visiblePart(candidate);
  return visible !== undefined && visible.width > whole.width - rounding && visible.height > whole.height - rounding;
}

/** Whether the window has room for all of a candidate. */
export function fitsInView({ element, frames }: Candidate): boolean {
  const { width, height } = boxOf(element, frames);
  return width <= innerWidth && height <= innerHeight;
}

/** Scrolls to a candidate that cannot be seen whole; `memory` knows the way back. */
export function bringIntoView(candidate: Candidate, memory: ScrollMemory): void {
  if (isWhollyVisible(candidate)) return;
  memory.remember(candidate.element);
  candidate.element.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' });
}
