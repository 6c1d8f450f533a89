import { intersect, placed, type Box, type Placement } from './geometry';
import { composedParent } from './shadow';

/** Where an element lies in the top viewport; recomputed at each call, as pages move. */
export function boxOf(element: Element, frames: readonly HTMLElement[]): Box {
  return throughFrames(element.getBoundingClientRect(), frames);
}

/**
 * The part of an element that its clipping ancestors and frames leave; it may lie outside of the
 * viewport. `undefined` where they hide it.
 */
export function unclippedBox(
  element: Element,
  frames: readonly HTMLElement[],
  clippers: readonly Element[],
): Box | undefined {
  let box: Box | undefined = element.getBoundingClientRect();
  for (const clipper of clippers) {
    box = box && intersect(box, clipper.getBoundingClientRect());
  }
  for (const frame of frames.toReversed()) {
    box = box && intersect(placed(box, placementOf(frame)), frame.getBoundingClientRect());
  }
  return box && { x: box.x, y: box.y, width: box.width, height: box.height };
}

/**
 * The ancestors that cut an element off where it reaches beyond them: those with `overflow` other
 * than `visible` that are between it and its containing blocks. Ancestors outside its frame do not count.
 */
export function clippersOf(element: Element): Element[] {
  const clippers: Element[] = [];
  let position = getComputedStyle(element).position;
  for (let parent = composedParent(element); parent && position !== 'fixed'; parent = composedParent(parent)) {
    // What the root and its body cut off is cut off by the viewport.
    if (parent === parent.ownerDocument.body || parent === parent.ownerDocument.documentElement) break;
    const style = getComputedStyle(parent);
    const positioned = style.position !== 'static' || style.transform !== 'none';
    if (position === 'absolute' && !positioned) continue;
    if (style.overflowX !== 'visible' || style.overflowY !== 'visible') clippers.push(parent);
    if (positioned) position = style.position;
  }
  return clippers;
}

/** How the content of a frame lies in the document around it; rotation is not accounted for. */
export function placementOf(frame: HTMLElement): Placement {
  const box = frame.getBoundingClientRect();
  const style = getComputedStyle(frame);
  const scaleX = frame.offsetWidth > 0 ? box.width / frame.offsetWidth : 1;
  const scaleY = frame.offsetHeight > 0 ? box.height / frame.offsetHeight : 1;
  return {
    x: box.x + (frame.clientLeft + parseFloat(style.paddingLeft)) * scaleX,
    y: box.y + (frame.clientTop + parseFloat(style.paddingTop)) * scaleY,
    scaleX,
    scaleY,
  };
}


function throughFrames(box: Box, frames: readonly HTMLElement[]): Box {
  return frames
    .toReversed()
    .reduce((inner, frame) => placed(inner, placementOf(frame)), {
      x: box.x,
      y: box.y,
      width: box.width,
      height: box.height,
    });
}
