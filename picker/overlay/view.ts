import tokens from '../../components/tokens.css?inline';
import type { Box } from '../geometry';
import { words } from '../words';
import style from './overlay.css?inline';
import type { Stage } from './stage';

export type BarAction = 'visible-area' | 'cancel';

const margin = 8;

/** Everything that is seen and heard of the picker. Knows nothing of the page. */
export class View {
  /** Takes the pointer, and the focus while no button has it. */
  readonly shield: HTMLElement;
  readonly buttons: readonly HTMLButtonElement[];
  readonly #stage: Stage;
  readonly #ring: HTMLElement;
  readonly #chip: HTMLElement;
  readonly #bar: HTMLElement;
  readonly #hints: HTMLElement;
  readonly #busy: HTMLElement;
  readonly #problem: HTMLElement;
  readonly #announcer: HTMLElement;

  constructor(stage: Stage) {
    this.#stage = stage;
    const { root } = stage;
    const make = maker(root.ownerDocument);
    const inFrame = root === root.ownerDocument.body;
    const sheet = make('style');
    // Not `append`: only this tells Firefox that the text is the extension's, which no policy of the page binds.
    sheet.textContent = `${inFrame ? tokens : tokens.replaceAll(':root', ':host')}\n${style}`;

    const usage = make('p', { class: 'unseen', id: 'usage' }, words('picker_usage'));
    this.shield = make('div', {
      class: 'shield',
      role: 'application',
      tabindex: '0',
      'aria-label': words('picker_title'),
      'aria-describedby': 'usage',
    });
    this.#ring = make('div', { class: 'ring', 'aria-hidden': 'true' });
    this.#chip = make('div', { class: 'chip', 'aria-hidden': 'true' });
    this.#ring.hidden = true;
    this.#chip.hidden = true;

    const keys: [string, string][] = [
      [words('picker_key_tab'), words('picker_hint_next')],
      [words('picker_key_enter'), words('picker_hint_pick')],
      [words('picker_key_escape'), words('picker_hint_leave')],
    ];
    this.#hints = make(
      'div',
      { class: 'hints' },
      make(
        'span',
        { class: 'with-keys' },
        ...keys.map(([key, meaning]) => make('span', { class: 'hint' }, make('kbd', {}, key), ` ${meaning}`)),
      ),
      make('span', { class: 'with-touch' }, words('picker_hint_touch')),
    );
    this.#busy = make('div', { class: 'busy' }, make('span', { class: 'spinner' }), words('picker_getting'));
    this.#busy.hidden = true;
    this.buttons = [
      make(
        'button',
        { type: 'button', class: 'button', 'data-action': 'visible-area', title: words('picker_visible_area_help') },
        words('picker_visible_area'),
      ),
      make('button', { type: 'button', class: 'button quiet', 'data-action': 'cancel' }, words('picker_cancel')),
    ];
    this.#problem = make('p', { class: 'problem', role: 'alert' });
    this.#problem.hidden = true;
    this.#bar = make(
      'section',
      { class: 'bar', role: 'dialog', 'aria-labelledby': 'title' },
      make(
        'div',
        { class: 'line' },
        make('h1', { class: 'title', id: 'title' }, words('picker_title')),
        this.#hints,
        this.#busy,
        make('div', { class: 'buttons' }, ...this.buttons),
      ),
      this.#problem,
    );
    this.#announcer = make('div', { class: 'unseen', role: 'status', 'aria-live': 'polite' });
    root.classList.add('picker');
    root.append(sheet, usage, this.shield, this.#ring, this.#chip, this.#bar, this.#announcer);
  }

  /** Which of the bar's buttons an element belongs to. */
  actionAt(element: Element | null): BarAction | undefined {
    const action = element?.closest('[data-action]')?.getAttribute('data-action');
    return action === 'visible-area' || action === 'cancel' ? action : undefined;
  }

  /** Whether an element is part of the bar, and so not of the page. */
  isBar(element: Element | null): boolean {
    return element !== null && this.#bar.contains(element);
  }

  /** Rings a box of the viewport; `undefined` takes the ring away. */
  highlight(box: Box | undefined): void {
    this.#ring.hidden = !box;
    this.#chip.hidden = !box || this.#chip.textContent === '';
    if (!box) return;
    const { style: ring } = this.#ring;
    ring.setProperty('translate', `${box.x}px ${box.y}px`);
    ring.setProperty('width', `${box.width}px`);
    ring.setProperty('height', `${box.height}px`);
    this.#placeChip(box);
  }

  /** The few words beside the ring. */
  label(text: string): void {
    this.#chip.textContent = text;
  }

  announce(text: string): void {
    this.#announcer.textContent = text;
  }

  showBusy(busy: boolean): void {
    this.#busy.hidden = !busy;
    this.#hints.hidden = busy;
    this.#ring.classList.toggle('working', busy);
    this.shield.classList.toggle('working', busy);
    for (const button of this.buttons) {
      if (this.actionAt(button) !== 'cancel') button.disabled = busy;
    }
    if (busy) this.announce(words('picker_getting'));
  }

  /** A sentence about what went wrong, or nothing. */
  showProblem(text: string): void {
    this.#problem.hidden = text === '';
    this.#problem.textContent = text;
  }

  /** Puts the bar where it does not cover a picture that was reached by the keyboard. */
  makeWayFor(box: Box): void {
    this.#bar.classList.remove('at-top');
    const bar = this.#bar.getBoundingClientRect();
    const covered = box.y + box.height > bar.top && box.x < bar.right && box.x + box.width > bar.left;
    this.#bar.classList.toggle('at-top', covered && box.y > bar.height + 2 * margin);
  }

  /** Below the ring where there is room, else inside its lower edge; always in view. */
  #placeChip(box: Box): void {
    const { width, height } = this.#chip.getBoundingClientRect();
    const view = this.shield.getBoundingClientRect();
    const below = box.y + box.height + margin;
    const y = below + height + margin <= view.height ? below : Math.min(box.y + box.height, view.height) - height - margin;
    const edge = this.#stage.direction === 'ltr' ? box.x : box.x + box.width - width;
    const x = Math.max(margin, Math.min(edge, view.width - width - margin));
    this.#chip.style.setProperty('translate', `${x}px ${Math.max(margin, y)}px`);
  }
}

type Attributes = Record<string, string>;

function maker(owner: Document) {
  return function make<Name extends keyof HTMLElementTagNameMap>(
    name: Name,
    attributes: Attributes = {},
    ...children: (Node | string)[]
  ): HTMLElementTagNameMap[Name] {
    const element = owner.createElement(name);
    for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
    element.append(...children);
    return element;
  };
}
