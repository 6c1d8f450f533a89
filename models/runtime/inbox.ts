import type { PickedPicture } from '../../messages/requests';

/** How long a picture waits for the editor that was opened for it. */
export const inboxLifetimeMs = 60_000;

/** Pictures between the page that they were picked on and the editor that will own them. */
export class Inbox {
  readonly #pictures = new Map<string, { picture: PickedPicture; timer: ReturnType<typeof setTimeout> }>();
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get isEmpty(): boolean {
    return this.#pictures.size === 0;
  }

  /** @returns the id, known to nobody else, under which it can be claimed once. */
  put(picture: PickedPicture): string {
    const id = crypto.randomUUID();
    const timer = setTimeout(() => {
      this.#pictures.delete(id);
      this.#onChange();
    }, inboxLifetimeMs);
    this.#pictures.set(id, { picture, timer });
    this.#onChange();
    return id;
  }

  claim(id: string): PickedPicture | undefined {
    const entry = this.#pictures.get(id);
    if (!entry) return undefined;
    clearTimeout(entry.timer);
    this.#pictures.delete(id);
    this.#onChange();
    return entry.picture;
  }
}
