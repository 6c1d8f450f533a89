/**
 * Which keys and buttons are down. What goes down over the picker has to come up over it too: the page
 * would hear of a key coming up that it never heard going down.
 */
export class Held {
  readonly #down = new Set<string>();
  #released: (() => void) | undefined;

  press(name: string): void {
    this.#down.add(name);
  }

  release(name: string): void {
    this.#down.delete(name);
    if (this.#down.size === 0) this.#released?.();
  }

  /** Resolves when nothing is down; after `patience` milliseconds in any case, as releases get lost. */
  async allUp(patience: number): Promise<void> {
    if (this.#down.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#released = resolve;
      setTimeout(resolve, patience);
    });
  }
}
