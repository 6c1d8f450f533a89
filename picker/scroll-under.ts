import { composedParent } from './shadow';

const lineHeight = 16;

/**
 * Scrolls what lies under a wheel event, where that is not the page itself: the browser scrolls the
 * page through the picker, but not the boxes in it.
 *
 * @param before is called with the box before it moves.
 * @returns whether a box was scrolled, so that the page must not be.
 */
export function scrollUnder(event: WheelEvent, skip: Element, before: (element: Element) => void): boolean {
  const unit =
    event.deltaMode === WheelEvent.DOM_DELTA_LINE
      ? lineHeight
      : event.deltaMode === WheelEvent.DOM_DELTA_PAGE
        ? innerHeight
        : 1;
  const sideways = event.shiftKey && event.deltaX === 0;
  const left = (sideways ? event.deltaY : event.deltaX) * unit;
  const top = (sideways ? 0 : event.deltaY) * unit;
  const hit = document.elementsFromPoint(event.clientX, event.clientY).find((element) => element !== skip);
  for (let at: Element | null = hit ?? null; at && at !== document.scrollingElement; at = composedParent(at)) {
    if (!canScroll(at, left, top)) continue;
    before(at);
    at.scrollBy({ left, top, behavior: 'instant' });
    return true;
  }
  return false;
}

function canScroll(element: Element, left: number, top: number): boolean {
  const style = getComputedStyle(element);
  const scrolls = (overflow: string): boolean => overflow === 'auto' || overflow === 'scroll';
  const room = (position: number, extent: number, by: number): boolean =>
    by < 0 ? position > 0 : by > 0 && position < extent - 1;
  return (
    (scrolls(style.overflowY) && room(element.scrollTop, element.scrollHeight - element.clientHeight, top)) ||
    (scrolls(style.overflowX) && room(Math.abs(element.scrollLeft), element.scrollWidth - element.clientWidth, left))
  );
}
