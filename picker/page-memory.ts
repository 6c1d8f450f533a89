import { frameDocument } from './elements';
import { ScrollMemory } from './scroll-memory';
import { shadowRootOf } from './shadow';

/** How the page was before the picker came: focus, selection and scroll positions. */
export class PageMemory {
  readonly #focused: Element | null = deepFocus(document);
  readonly #selection = selectedSpan();
  readonly scrolls = new ScrollMemory();

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
