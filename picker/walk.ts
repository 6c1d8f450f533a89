import { frameDocument } from './elements';
import { shadowRootOf } from './shadow';

/** More elements than any page that a person can look at; a bound, not a target. */
const maxElements = 200_000;

export interface Place {
  readonly element: Element;
  /** The frames around it, outermost first; all of them readable. */
  readonly frames: readonly HTMLElement[];
}

/**
 * Every element of the page in document order, through open and closed shadow roots and through
 * frames of the same origin.
 */
export function* walkPage(page: Document, skip: Element | undefined): Generator<Place> {
  let left = maxElements;
  function* within(root: Document | ShadowRoot, frames: readonly HTMLElement[]): Generator<Place> {
    const walker = (root.ownerDocument ?? page).createTreeWalker(root, NodeFilter.SHOW_ELEMENT);
    for (let node = walker.nextNode(); node && left > 0; node = walker.nextNode()) {
      if (!isElement(node) || node === skip) continue;
      left--;
      yield { element: node, frames };
      const shadow = shadowRootOf(node);
      if (shadow) yield* within(shadow, frames);
      const inner = frameDocument(node);
      if (inner && isHtmlElement(node)) yield* within(inner, [...frames, node]);
    }
  }
  yield* within(page, []);
}

function isElement(node: Node): node is Element {
  return node.nodeType === Node.ELEMENT_NODE;
}

function isHtmlElement(element: Element): element is HTMLElement {
  return element.namespaceURI === 'http://www.w3.org/1999/xhtml';
}
