/**
 * How long presses count for nothing after a button has begun to do something else, in milliseconds:
 * longer than a double click takes, and than a hand that was already on its way.
 */
export const swapPauseMs = 400;

/**
 * Decides what a press does on a button that comes to do something else by itself: what the button did
 * when the press began, and nothing when that was new.
 */
export class PressGuard<Meaning> {
  #meaning: Meaning | undefined;
  #since = -Infinity;
  #pressed: Meaning | undefined;

  /**
   * Says what the button does from now on.
   *
   * @param now milliseconds on any steady clock, here and below.
   */
  means(meaning: Meaning, now: number): void {
    if (this.#meaning !== undefined && this.#meaning !== meaning) this.#since = now;
    this.#meaning = meaning;
  }

  /** A press begins. */
  start(now: number): void {
    this.#pressed = now - this.#since < swapPauseMs ? undefined : this.#meaning;
  }

  /** The press is done; gives what it does, if anything. */
  end(): Meaning | undefined {
    const pressed = this.#pressed;
    this.#pressed = undefined;
    return pressed;
  }
}
