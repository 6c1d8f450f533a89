import { acquire } from './acquire';
import type { Candidate } from './candidate';
import { pageDirection } from './collect';
import { cutOut } from './cut-out';
import { Findings } from './findings';
import { Held } from './held';
import { keyAction, type KeyAction } from './keys';
import { raiseFrameStage } from './overlay/frame-stage';
import { raiseShadowStage } from './overlay/shadow-stage';
import type { Stage, Unheard } from './overlay/stage';
import { View, type BarAction } from './overlay/view';
import { PageMemory } from './page-memory';
import { codeOf, PickError } from './pick-error';
import { cleanName } from './picture-name';
import { QuietPage } from './quiet-page';
import { Ring } from './ring';
import { painted } from './screen';
import { scrollUnder } from './scroll-under';
import { captureTab, deliverPicture } from './send';
import { spokenOf } from './say';
import type { PickedPicture } from '../messages/requests';
import { bringIntoView, visiblePart } from './view-of';
import { errorWords, words } from './words';

/** How long to wait for keys and buttons to come up, in milliseconds. */
const releasesTake = 400;

/** How often focus is taken back from a page that wants it too. */
const maxRefocus = 20;

/** One run of the interactive picker, from its appearance to the page being as it was before. */
export class Session {
  readonly #stage: Stage;
  readonly #view: View;
  readonly #memory: PageMemory;
  readonly #quiet: QuietPage;
  readonly #ending = new AbortController();
  readonly #findings: Findings;
  readonly #ring: Ring;
  /** What it begins by saying; may be empty. */
  readonly #notice: string;
  #pointer: { readonly x: number; readonly y: number } | undefined;
  #pointerType = 'mouse';
  #getting: AbortController | undefined;
  #refocused = 0;
  #going: Promise<void> = Promise.resolve();
  readonly #held = new Held();

  /** Opens the picker; `notice` is the code of an error to begin with. */
  static async open(notice: string | undefined): Promise<Session> {
    const memory = new PageMemory();
    const quiet = new QuietPage();
    const unheard: Unheard = (move) => quiet.moveFocus(move);
    const title = words('picker_title');
    const stage = (await raiseFrameStage(title, unheard)) ?? raiseShadowStage(title, unheard);
    return new Session(stage, memory, quiet, notice);
  }

  private constructor(stage: Stage, memory: PageMemory, quiet: QuietPage, notice: string | undefined) {
    this.#stage = stage;
    this.#memory = memory;
    this.#quiet = quiet;
    this.#view = new View(stage);
    this.#findings = new Findings(this.#ending.signal, stage.host, (first) => this.#searched(first));
    this.#ring = new Ring(this.#view, this.#findings);
    this.#listen();
    // After the stage's own listeners: where both are on the window, the picker has to hear first.
    quiet.hush(stage.host);
    this.#quiet.moveFocus(() => this.#view.shield.focus({ preventScroll: true }));
    this.#notice = notice === undefined ? '' : errorWords(notice);
    this.#view.showProblem(this.#notice);
    this.#follow();
    void this.#findings.refresh();
  }

  /**
   * Ends it: nothing is seen of it any more, and the page is as it was as soon as keys and buttons are up.
   *
   * @param to.scroll whether the page goes back to where it was scrolled to.
   * @param to.atOnce does not wait for keys and buttons.
   */
  close(to: { scroll: boolean; atOnce?: boolean }): void {
    if (this.#ending.signal.aborted) return;
    this.#ending.abort();
    this.#getting?.abort();
    if (to.scroll) this.#memory.scrolls.restore();
    this.#stage.setHidden(true);
    if (to.atOnce) this.#giveBack();
    else void this.#held.allUp(releasesTake).then(() => this.#giveBack());
  }

  #giveBack(): void {
    this.#quiet.moveFocus(() => {
      this.#stage.remove();
      this.#memory.restoreFocus();
    });
    // Firefox tells of focus a little later.
    setTimeout(() => this.#quiet.end());
  }

  #listen(): void {
    const stage = this.#stage;
    const on = <Type extends keyof WindowEventMap>(
      type: Type,
      handler: (event: WindowEventMap[Type]) => void,
      options?: AddEventListenerOptions,
    ): void => {
      const whileOpen = (event: WindowEventMap[Type]): void => {
        if (!this.#ending.signal.aborted) handler(event);
      };
      stage.listen(type, whileOpen, options);
    };
    on('keydown', ({ code }) => this.#held.press(code));
    on('pointerdown', ({ pointerId }) => this.#held.press(`pointer ${pointerId}`));
    stage.listen('keyup', ({ code }) => this.#held.release(code));
    for (const type of ['pointerup', 'pointercancel'] as const) {
      stage.listen(type, ({ pointerId }) => this.#held.release(`pointer ${pointerId}`));
    }

    on('pointermove', (event) => this.#point(event));
    on('pointerdown', (event) => (this.#pointerType = event.pointerType));
    on('click', (event) => this.#click(event));
    stage.listen('contextmenu', (event) => {
      event.preventDefault();
      if (!this.#ending.signal.aborted) this.#leave();
    });
    on('keydown', (event) => this.#key(event));
    on('wheel', (event) => this.#wheel(event), { passive: false });
    on('blur', () => setTimeout(() => this.#refocus()));
    const leave = ({ isTrusted }: Event): void => {
      if (isTrusted) this.close({ scroll: false, atOnce: true });
    };
    addEventListener('pagehide', leave, { signal: this.#ending.signal });
  }

  #point(event: PointerEvent): void {
    if (this.#getting || event.pointerType === 'touch') return;
    this.#pointer = { x: event.clientX, y: event.clientY };
    if (this.#view.isBar(this.#stage.targetOf(event))) return;
    this.#ring.putAt(event.clientX, event.clientY);
    void this.#findings.refresh();
  }

  #click(event: MouseEvent): void {
    event.preventDefault();
    const target = this.#stage.targetOf(event);
    const action = this.#view.actionAt(target);
    if (action) {
      this.#act(action);
      return;
    }
    if (this.#view.isBar(target) || this.#getting || event.button !== 0) return;
    const before = this.#ring.candidate;
    this.#pointer = { x: event.clientX, y: event.clientY };
    this.#ring.putAt(event.clientX, event.clientY);
    const { candidate } = this.#ring;
    if (!candidate) {
      this.#view.showProblem(words('picker_none_here'));
      return;
    }
    const firstTap = this.#pointerType === 'touch' && candidate !== before;
    if (firstTap) this.#speak(candidate);
    else void this.#pick(candidate);
  }

  #act(action: BarAction): void {
    if (action === 'cancel') this.#leave();
    else if (!this.#getting) void this.#pickVisibleArea();
  }

  #leave(): void {
    // Once more while it still hangs leaves all the same.
    if (this.#getting && !this.#getting.signal.aborted) this.#getting.abort();
    else this.close({ scroll: true });
  }

  #key(event: KeyboardEvent): void {
    const action = keyAction(event, pageDirection());
    if (!action) return;
    event.preventDefault();
    if (action === 'leave') {
      this.#leave();
      return;
    }
    if (action === 'pick' && event.repeat) return;
    // In turn: a step may have to search first, and the next key is about where that leads.
    const go = (): Promise<void> => this.#go(action);
    this.#going = this.#going.then(go, go);
  }

  async #go(action: Exclude<KeyAction, 'leave'>): Promise<void> {
    if (this.#ending.signal.aborted) return;
    if (action === 'pick') {
      this.#pickChosen();
      return;
    }
    if (this.#getting) return;
    switch (action) {
      case 'page-down':
      case 'page-up':
        this.#memory.scrolls.remember(document.scrollingElement);
        scrollBy({ top: (action === 'page-down' ? 0.9 : -0.9) * innerHeight, behavior: 'instant' });
        return;
      case 'under':
      case 'over':
        if (this.#ring.goDeeper(action === 'under' ? 1 : -1) && this.#ring.candidate) this.#speak(this.#ring.candidate);
        return;
      default:
        await this.#findings.refresh();
        this.#step(action);
    }
  }

  /** What keys have led to: one of the buttons, or else the picture with the ring. */
  #pickChosen(): void {
    const button = this.#view.actionAt(this.#stage.focused());
    if (button) this.#act(button);
    else if (!this.#getting && this.#ring.candidate) void this.#pick(this.#ring.candidate);
  }

  /** One step through pictures and buttons: the buttons come after the last picture. */
  #step(action: 'next' | 'previous' | 'first' | 'last'): void {
    if (this.#ending.signal.aborted) return;
    const pictures = this.#findings.candidates.filter((candidate) => !candidate.faint);
    const { buttons } = this.#view;
    const stops = pictures.length + buttons.length;
    const focused = this.#stage.focused();
    const button = buttons.findIndex((candidate) => candidate === focused);
    const picture = pictures.findIndex((candidate) => candidate === this.#ring.candidate);
    const at = button >= 0 ? pictures.length + button : picture;
    let next: number;
    if (action === 'first') next = 0;
    else if (action === 'last') next = Math.max(0, pictures.length - 1);
    else if (action === 'previous') next = at < 0 ? stops - 1 : (at - 1 + stops) % stops;
    else next = at < 0 ? this.#firstInView(pictures) : (at + 1) % stops;

    const candidate = pictures[next];
    if (!candidate) {
      this.#ring.put(undefined);
      buttons[next - pictures.length]?.focus();
      return;
    }
    this.#view.shield.focus({ preventScroll: true });
    bringIntoView(candidate, this.#memory.scrolls);
    this.#pointer = undefined;
    this.#ring.put(candidate);
    const { box } = this.#ring;
    if (box) this.#view.makeWayFor(box);
    this.#speak(candidate, next + 1, pictures.length);
  }

  #firstInView(pictures: readonly Candidate[]): number {
    const index = pictures.findIndex((candidate) => visiblePart(candidate) !== undefined);
    return Math.max(0, index);
  }

  #speak(candidate: Candidate, position?: number, count?: number): void {
    this.#view.announce(spokenOf(candidate, position, count));
  }

  #wheel(event: WheelEvent): void {
    if (event.ctrlKey) return;
    if (this.#getting || this.#view.isBar(this.#stage.targetOf(event))) {
      event.preventDefault();
      return;
    }
    if (scrollUnder(event, this.#stage.host, (element) => this.#memory.scrolls.remember(element))) event.preventDefault();
  }

  async #pick(candidate: Candidate): Promise<void> {
    await this.#get(async (signal) => {
      if (!candidate.element.isConnected) throw new PickError('picture-left-page', 'its element is gone');
      return acquire(signal, candidate, () => this.#unseen(() => cutOut(candidate)));
    });
  }

  async #pickVisibleArea(): Promise<void> {
    await this.#get(async () => ({
      blob: await this.#unseen(captureTab),
      acquisition: 'screen',
      name: cleanName(document.title),
      description: '',
    }));
  }

  /** Gets and hands over; on failure everything stays usable. */
  async #get(take: (signal: AbortSignal) => Promise<PickedPicture>): Promise<void> {
    const getting = new AbortController();
    this.#getting = getting;
    this.#view.showProblem('');
    this.#view.showBusy(true);
    try {
      const picture = await take(getting.signal);
      getting.signal.throwIfAborted();
      await deliverPicture(picture);
      this.close({ scroll: true });
    } catch (error) {
      if (!getting.signal.aborted) this.#view.showProblem(errorWords(codeOf(error)));
    } finally {
      this.#getting = undefined;
      if (!this.#ending.signal.aborted) this.#view.showBusy(false);
    }
  }

  /** Captures without the picker in the picture. */
  async #unseen<Capture>(capture: () => Promise<Capture>): Promise<Capture> {
    this.#stage.setHidden(true);
    try {
      await painted();
      return await capture();
    } finally {
      this.#stage.setHidden(false);
    }
  }

  #searched(first: boolean): void {
    if (first && this.#findings.candidates.length === 0) {
      this.#view.showProblem(`${this.#notice} ${words('picker_none')}`.trim());
    }
    if (this.#pointer && !this.#getting) this.#ring.putAt(this.#pointer.x, this.#pointer.y);
  }

  /** Keeps the ring on its picture, whatever scrolls, moves or goes away. */
  #follow(): void {
    const frame = (): void => {
      if (this.#ending.signal.aborted) return;
      if (!this.#stage.host.isConnected) {
        this.close({ scroll: false });
        return;
      }
      this.#ring.draw();
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }

  #refocus(): void {
    const stolen = document.hasFocus() && !this.#stage.hasFocus() && !this.#ending.signal.aborted;
    if (!stolen || this.#refocused >= maxRefocus) return;
    this.#refocused++;
    this.#quiet.moveFocus(() => this.#view.shield.focus({ preventScroll: true }));
  }
}
