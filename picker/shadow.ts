import { browser } from '../platform/browser';

declare global {
  interface Element {
    /** Firefox shows it to extensions only. */
    readonly openOrClosedShadowRoot?: ShadowRoot | null;
  }
}

/** The elements that can have a shadow root, besides custom elements. Source: DOM Standard, `attachShadow()`. */
const hosts = new Set(
  'article aside blockquote body div footer h1 h2 h3 h4 h5 h6 header main nav p section span'.split(' '),
);

const xhtml = 'http://www.w3.org/1999/xhtml';

function mayHost(element: Element): element is HTMLElement {
  return element.namespaceURI === xhtml && (hosts.has(element.localName) || element.localName.includes('-'));
}

/** The element's shadow root, be it open or closed. */
export function shadowRootOf(element: Element): ShadowRoot | null {
  if (!mayHost(element)) return null;
  if (import.meta.env.FIREFOX) return element.openOrClosedShadowRoot ?? null;
  return browser.dom.openOrClosedShadowRoot(element);
}

/** The parent that an element is laid out in: across slots and shadow roots. */
export function composedParent(element: Element): Element | null {
  if (element.assignedSlot) return element.assignedSlot;
  if (element.parentElement) return element.parentElement;
  const root = element.parentNode;
  return root && isShadowRoot(root) ? root.host : null;
}

function isShadowRoot(node: Node): node is ShadowRoot {
  return node.nodeType === Node.DOCUMENT_FRAGMENT_NODE && 'host' in node;
}
