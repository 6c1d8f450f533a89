import { CodedError } from '../messages/errors';
import { prepareHost } from '../messages/requests';
import type { z } from '../messages/zod';
import { browser, type Browser } from './browser';
import { sendRequest } from './requests';

/** What a line carries: its name, what the host says on it, and who is told. */
export interface LineEnds<FromHost> {
  name: string;
  fromHost: z.ZodType<FromHost>;
  receive(message: FromHost): void;
  /** Told once when the line went away, whoever ended it; what waits for an answer gets none. */
  lost(): void;
}

/** A page's line to the compute host, which is started for it. It opens at the next use after it went away. */
export class PortLine<ToHost extends object, FromHost> {
  readonly #ends: LineEnds<FromHost>;
  #port: Promise<Browser.runtime.Port> | undefined;
  /** The one that is open: the end of one that was given up is no news of the one that followed it. */
  #current: Browser.runtime.Port | undefined;

  constructor(ends: LineEnds<FromHost>) {
    this.#ends = ends;
  }

  /** Opens the line where it is not open; gives what sends on it, which throws `host-lost` once it has gone. */
  async open(): Promise<(message: ToHost) => void> {
    this.#port ??= this.#connect().catch((error: unknown) => {
      this.#port = undefined;
      throw error;
    });
    return sender(await this.#port);
  }

  /** What sends on the line, if it is open or opening. */
  async ifOpen(): Promise<((message: ToHost) => void) | undefined> {
    const port = await this.#port;
    return port && sender(port);
  }

  /** Gives the host up, which may then end. */
  close(): void {
    const port = this.#port;
    if (!port) return;
    // The side that disconnects hears no event of it.
    this.#gone();
    void port.then(
      (line) => line.disconnect(),
      // It never opened; whoever waited for it has been told.
      () => undefined,
    );
  }

  async #connect(): Promise<Browser.runtime.Port> {
    await sendRequest(prepareHost, {});
    const port = browser.runtime.connect({ name: this.#ends.name });
    this.#current = port;
    port.onMessage.addListener((message: unknown) => {
      const parsed = this.#ends.fromHost.safeParse(message);
      if (parsed.success) this.#ends.receive(parsed.data);
    });
    port.onDisconnect.addListener(() => {
      if (this.#current === port) this.#gone();
    });
    return port;
  }

  #gone(): void {
    this.#port = undefined;
    this.#current = undefined;
    this.#ends.lost();
  }
}

function sender(port: Browser.runtime.Port): (message: object) => void {
  return (message) => {
    try {
      port.postMessage(message);
    } catch (error) {
      throw new CodedError('host-lost', port.name, { cause: error });
    }
  };
}
