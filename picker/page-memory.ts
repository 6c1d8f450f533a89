import { frameDocument } from './elements';
import { composedParent, shadowRootOf } from './shadow';

interface Scroll {
  readonly element: Element;
  readonly left: number;
  readonly top: number;
}

/** How the page was before the picker came: focus, selection and scroll positions. */
export class PageMemory {
  readonly #focused: Element | null = deepFocus(document);
  readonly #selection = selectedSpan();
  readonly #scrolls = new Map<Element, Scroll>();
  readonly #left = scrollX;
  readonly #top = scrollY;

  /** To be called before anything around `element` is scrolled. */
  rememberScroll(element: Element | null): void {
    for (let at = element; at; at = composedParent(at) ?? at.ownerDocument.defaultView?.frameElement ?? null) {
      const scrolls = at.scrollHeight > at.clientHeight || at.scrollWidth > at.clientWidth;
      if (scrolls && !this.#scrolls.has(at)) {
        this.#scrolls.set(at, { element: at, left: at.scrollLeft, top: at.scrollTop });
      }
    }
  }

  /** Back to where everything was scrolled, without the page's smooth scrolling. */
  restoreScroll(): void {
    for (const { element, left, top } of this.#scrolls.values()) {
      element.scrollTo({ left, top, behavior: 'instant' });
    }
    scrollTo({ left: this.#left, top: this.#top, behavior: 'instant' });
  }

  restoreFocus(): void {
    if (this.#focused?.isConnected && isFocusable(this.#focused)) this.#focused.focus({ preventScroll: true });
    else window.focus();
    this.#restoreSelection();
  }

  /** Focusing an editable element may have moved the selection. */
  #restoreSelection(): void {
    const before = this.#selection;
    const now = selectedSpan();
    if (!before || (now && isSameSpan(before, now))) return;
    getSelection()?.setBaseAndExtent(before.anchor, before.anchorOffset, before.focus, before.focusOffset);
  }
}

interface Span {
  readonly anchor: Node;
  readonly anchorOffset: number;
  readonly focus: Node;
  readonly focusOffset: number;
}

function selectedSpan(): Span | undefined {
  const selection = getSelection();
  if (!selection?.anchorNode || !selection.focusNode) return undefined;
  const { anchorNode: anchor, anchorOffset, focusNode: focus, focusOffset } = selection;
  return { anchor, anchorOffset, focus, focusOffset };
}

function isSameSpan(a: Span, b: Span): boolean {
  return (
    a.anchor === b.anchor &&
    a.anchorOffset === b.anchorOffset &&
    a.focus === b.focus &&
    a.focusOffset === b.focusOffset
  );
}

/** The element that has the focus, through shadow roots and readable frames; `null` for the page itself. */
function deepFocus(root: Document | ShadowRoot): Element | null {
  const active = root.activeElement;
  if (!active || active.localName === 'body') return null;
  const inner = shadowRootOf(active) ?? frameDocument(active);
  return (inner && deepFocus(inner)) ?? active;
}

function isFocusable(element: Element): element is Element & HTMLOrSVGElement {
  return 'focus' in element;
}
