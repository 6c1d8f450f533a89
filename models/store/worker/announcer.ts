import type { Library } from '../../../messages/library';
import type { Clock } from './clock';

const intervalMs = 250;

/** Tells what has changed, at most four times a second. */
export class Announcer {
  readonly #clock: Clock;
  readonly #look: () => Promise<Library>;
  readonly #tell: (library: Library) => void;
  #pending = false;
  #next = 0;

  constructor(clock: Clock, look: () => Promise<Library>, tell: (library: Library) => void) {
    this.#clock = clock;
    this.#look = look;
    this.#tell = tell;
  }

  changed(): void {
    if (this.#pending) return;
    this.#pending = true;
    void this.#announce();
  }

  async #announce(): Promise<void> {
    await this.#clock.sleep(Math.max(0, this.#next - this.#clock.now()));
    // What changes from here on is announced anew.
    this.#pending = false;
    this.#next = this.#clock.now() + intervalMs;
    this.#tell(await this.#look());
  }
}
