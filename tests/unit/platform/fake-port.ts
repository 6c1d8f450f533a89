/** The extension's end of a port, for a test that plays the other end. */
export class FakePort<Sent> {
  readonly name = 'line';
  readonly received: Sent[] = [];
  disconnected = false;
  /** The other end has gone, and its event is still to come. */
  isDead = false;
  #hear: (message: unknown) => void = () => undefined;
  #gone: () => void = () => undefined;
  readonly onMessage = { addListener: (listener: (message: unknown) => void) => (this.#hear = listener) };
  readonly onDisconnect = { addListener: (listener: () => void) => (this.#gone = listener) };

  postMessage(message: Sent): void {
    if (this.isDead) throw new Error('Attempting to use a disconnected port object');
    this.received.push(message);
  }
  disconnect(): void {
    this.disconnected = true;
  }
  say(message: unknown): void {
    this.#hear(message);
  }
  /** The other end went away. */
  cut(): void {
    this.#gone();
  }
}
