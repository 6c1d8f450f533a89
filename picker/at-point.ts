import { placementOf, unclippedBox } from './boxes';
import type { Candidate } from './candidate';
import { frameDocument, isIframe } from './elements';
import { areaOf, contains } from './geometry';
import { composedParent, shadowRootOf } from './shadow';

/**
 * The candidates at a point of the top viewport, topmost first: through shields, links and whatever
 * else lies over them. Found by their boxes, so that pictures which take no pointer events are among
 * them, and ordered by what the browser says lies over what.
 */
export function candidatesAt(x: number, y: number, candidates: readonly Candidate[]): Candidate[] {
  const hits = hitOrder(x, y);
  return candidates
    .flatMap((candidate) => {
      const box = unclippedBox(candidate.element, candidate.frames, candidate.clippers);
      if (!box || !contains(box, x, y)) return [];
      return { candidate, area: areaOf(box), depth: depthOf(candidate.element, hits) };
    })
    .sort(
      (a, b) =>
        Number(a.candidate.faint ?? false) - Number(b.candidate.faint ?? false) ||
        a.depth - b.depth ||
        a.area - b.area,
    )
    .map(({ candidate }) => candidate);
}

/** Elements at a point with their place from top to bottom. */
function hitOrder(x: number, y: number): Map<Element, number> {
  const order = new Map<Element, number>();
  const visited = new Set<Document | ShadowRoot>();
  const visit = (root: Document | ShadowRoot, atX: number, atY: number): void => {
    // A shadow root in Chrome names what is hit outside of it too: without this, two would call each other.
    if (visited.has(root)) return;
    visited.add(root);
    for (const element of root.elementsFromPoint(atX, atY)) {
      if (order.has(element)) continue;
      const shadow = shadowRootOf(element);
      if (shadow) visit(shadow, atX, atY);
      const inner = frameDocument(element);
      if (inner && isIframe(element)) {
        const { x: left, y: top, scaleX, scaleY } = placementOf(element);
        visit(inner, (atX - left) / scaleX, (atY - top) / scaleY);
      }
      if (!order.has(element)) order.set(element, order.size);
    }
  };
  visit(document, x, y);
  return order;
}

/** What takes no pointer events is not hit; it lies just over the nearest ancestor that is. */
function depthOf(element: Element, hits: ReadonlyMap<Element, number>): number {
  const own = hits.get(element);
  if (own !== undefined) return own;
  for (let parent = composedParent(element); parent; parent = composedParent(parent)) {
    const depth = hits.get(parent);
    if (depth !== undefined) return depth - 0.5;
  }
  return Infinity;
}
