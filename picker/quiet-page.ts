const inputEvents = [
  ...['keydown', 'keypress', 'keyup', 'beforeinput', 'compositionstart', 'compositionupdate', 'compositionend'],
  ...['pointerdown', 'pointerup', 'pointermove', 'pointerrawupdate', 'pointercancel'],
  ...['pointerover', 'pointerout', 'pointerenter', 'pointerleave', 'gotpointercapture', 'lostpointercapture'],
  ...['mousedown', 'mouseup', 'mousemove', 'mouseover', 'mouseout', 'mouseenter', 'mouseleave'],
  ...['click', 'dblclick', 'auxclick', 'contextmenu', 'wheel'],
  ...['touchstart', 'touchmove', 'touchend', 'touchcancel'],
  ...['dragstart', 'drag', 'dragenter', 'dragover', 'dragleave', 'drop', 'dragend'],
  ...['selectstart', 'copy', 'cut', 'paste'],
] as const;

const focusEvents = ['focus', 'blur', 'focusin', 'focusout'] as const;

/**
 * Keeps the page from hearing what the person does with the picker. Input goes to a document of the
 * picker's own, which the page's listeners never hear of; this catches the rest, on the window and
 * before it goes down to the page: pointers crossing the edge, focus coming and going.
 *
 * Events that the page makes itself are left alone.
 */
export class QuietPage {
  readonly #listening = new AbortController();
  #host: Element | undefined;
  #movingFocus = false;

  constructor() {
    for (const type of focusEvents) {
      addEventListener(type, (event) => this.#stopFocus(event), { capture: true, signal: this.#listening.signal });
    }
  }

  /** Keeps input from the page from now on; listeners that must still hear of it come before. */
  hush(host: Element): void {
    this.#host = host;
    const options = { capture: true, passive: true, signal: this.#listening.signal };
    for (const type of inputEvents) addEventListener(type, (event) => this.#stop(event), options);
  }

  /** Does something that moves the focus, unheard. */
  moveFocus(move: () => void): void {
    this.#movingFocus = true;
    try {
      move();
    } finally {
      this.#movingFocus = false;
    }
  }

  end(): void {
    this.#listening.abort();
  }

  #stop(event: Event): void {
    if (event.isTrusted) event.stopImmediatePropagation();
  }

  #stopFocus(event: FocusEvent): void {
    const about = [event.target, event.relatedTarget];
    const ours = this.#movingFocus || (this.#host !== undefined && about.includes(this.#host));
    if (ours) this.#stop(event);
  }
}
