import type { Browser } from 'puppeteer-core';
import { z } from 'zod';

type Send = (method: string, params: Record<string, unknown>) => Promise<unknown>;

const sends = z.custom<Send>((value) => typeof value === 'function');

const tree = z.object({ result: z.object({ contexts: z.array(z.object({ context: z.string(), url: z.string() })) }) });

const evaluated = z.object({
  result: z.discriminatedUnion('type', [
    z.object({
      type: z.literal('success'),
      result: z.object({ type: z.string(), value: z.unknown().optional() }),
    }),
    z.object({ type: z.literal('exception'), exceptionDetails: z.object({ text: z.string() }) }),
  ]),
});

/** Firefox's own privileged code, where toolbar buttons and extension internals can be reached. */
export class ChromeScope {
  readonly #browser: Browser;

  constructor(browser: Browser) {
    this.#browser = browser;
  }

  async #send(method: string, params: Record<string, unknown>): Promise<unknown> {
    // puppeteer keeps the WebDriver BiDi connection to itself; the method must be called on its object.
    const connection: unknown = Reflect.get(this.#browser, 'connection');
    if (typeof connection !== 'object' || connection === null) throw new Error('puppeteer hides its connection');
    const send = sends.parse(Reflect.get(connection, 'send'));
    return send.call(connection, method, params);
  }

  /**
   * Runs an expression whose `window` and `document` are those of the front browser window, which may
   * be a private one; promises are awaited; the value must survive JSON.
   */
  async evaluate(expression: string): Promise<unknown> {
    const { result } = tree.parse(await this.#send('browsingContext.getTree', { 'moz:scope': 'chrome' }));
    const window = result.contexts.find(({ url }) => url === 'chrome://browser/content/browser.xhtml');
    if (!window) throw new Error('Firefox shows no window');
    const answer = evaluated.parse(
      await this.#send('script.evaluate', {
        target: { context: window.context },
        awaitPromise: true,
        expression: `((window) => (async (document) => JSON.stringify(await (${expression})))(window.document))(
          Services.wm.getMostRecentWindow('navigator:browser'))`,
      }),
    );
    if (answer.result.type === 'exception') throw new Error(answer.result.exceptionDetails.text);
    const { value } = answer.result.result;
    return typeof value === 'string' ? JSON.parse(value) : undefined;
  }
}
