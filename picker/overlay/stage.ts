/** What the picker is drawn on: over the page, out of its reach. */
export interface Stage {
  /** The only node in the page's own tree. */
  readonly host: HTMLElement;
  /** Where the picker's elements go. */
  readonly root: HTMLElement;
  readonly direction: 'ltr' | 'rtl';
  /** Hears trusted input meant for the picker, until the stage is gone. */
  listen<Type extends keyof WindowEventMap>(
    type: Type,
    handler: (event: WindowEventMap[Type]) => void,
    options?: AddEventListenerOptions,
  ): void;
  /** The picker's own element that an event is about. */
  targetOf(event: Event): Element | null;
  hasFocus(): boolean;
  focused(): Element | null;
  /** Takes it out of the picture for the moment of a capture. */
  setHidden(hidden: boolean): void;
  /** Leaves nothing behind. */
  remove(): void;
}

/** Does something that moves the focus without the page hearing of it. */
export type Unheard = (move: () => void) => void;

const everything: Record<string, string> = {
  position: 'fixed',
  inset: '0',
  width: '100%',
  height: '100%',
  'max-width': 'none',
  'max-height': 'none',
  margin: '0',
  padding: '0',
  border: '0',
  background: 'transparent',
  overflow: 'hidden',
  'z-index': '2147483647',
  opacity: '1',
  'pointer-events': 'auto',
  'touch-action': 'auto',
  transition: 'none',
  animation: 'none',
  // The frame is see-through only while it and what is in it agree about this.
  'color-scheme': 'light dark',
};

/**
 * Important inline declarations, which no style sheet of the page overrides, whatever its layers and
 * selectors (CSS Cascading and Inheritance Level 5 §6.1).
 */
export function cover(element: HTMLElement, also: Record<string, string> = {}): void {
  element.style.setProperty('all', 'initial', 'important');
  for (const [name, value] of Object.entries({ ...everything, ...also })) {
    element.style.setProperty(name, value, 'important');
  }
}

/** The host with its closed shadow root, and in it the layer that goes on top of everything. */
export interface Layer {
  readonly host: HTMLElement;
  readonly shadow: ShadowRoot;
  readonly layer: HTMLDialogElement;
}

export function makeLayer(): Layer {
  const host = document.createElementNS('http://www.w3.org/1999/xhtml', 'div');
  cover(host, { display: 'block', 'pointer-events': 'none' });
  const shadow = host.attachShadow({ mode: 'closed' });
  const layer = document.createElement('dialog');
  layer.setAttribute('popover', 'manual');
  cover(layer, { display: 'block', opacity: '0' });
  const sheet = document.createElement('style');
  // Where the layer is a modal dialog, the browser would darken the page and every capture of it.
  sheet.textContent = 'dialog::backdrop { display: none }';
  shadow.append(sheet, layer);
  return { host, shadow, layer };
}

/**
 * Shows the layer above everything. A popover does, unless the page has a modal dialog open, which
 * makes all outside of it inert: then only another modal dialog does.
 */
export function showLayer({ host, layer }: Layer): void {
  layer.showPopover();
  const onTop = document.elementFromPoint(innerWidth / 2, innerHeight / 2) === host;
  if (!onTop) {
    layer.hidePopover();
    layer.removeAttribute('popover');
    layer.showModal();
  }
  layer.style.setProperty('opacity', '1', 'important');
}
