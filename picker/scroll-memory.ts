import { composedParent } from './shadow';

interface Scroll {
  readonly left: number;
  readonly top: number;
}

/** Where the page and the boxes in it were scrolled to. */
export class ScrollMemory {
  readonly #boxes = new Map<Element, Scroll>();
  readonly #left = scrollX;
  readonly #top = scrollY;

  /** To be called before anything around `element` is scrolled. */
  remember(element: Element | null): void {
    for (let at = element; at; at = composedParent(at) ?? at.ownerDocument.defaultView?.frameElement ?? null) {
      const scrolls = at.scrollHeight > at.clientHeight || at.scrollWidth > at.clientWidth;
      if (scrolls && !this.#boxes.has(at)) this.#boxes.set(at, { left: at.scrollLeft, top: at.scrollTop });
    }
  }

  /** Back to where everything was scrolled, without the page's smooth scrolling. */
  restore(): void {
    for (const [element, { left, top }] of this.#boxes) element.scrollTo({ left, top, behavior: 'instant' });
    scrollTo({ left: this.#left, top: this.#top, behavior: 'instant' });
  }
}
