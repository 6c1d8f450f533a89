import { library, toLibraryPage, type Library, type LibraryCommand, type LibraryModel } from '../../messages/library';
import type { ErrorCode } from '../../messages/errors';
import type { z } from 'zod';
import type { ExtensionBrowser } from './extension-browser';
import type { Tab } from './tab';
import { until } from './wait';
import { isChromium, isFirefox } from './which';

interface Port {
  postMessage(message: unknown): void;
  onMessage: {
    addListener(listener: (message: { type: string; library?: unknown; request?: string }) => void): void;
  };
  onDisconnect: { addListener(listener: () => void): void };
}

declare const chrome: {
  runtime: {
    sendMessage(message: unknown): Promise<unknown>;
    connect(options: { name: string }): Port;
  };
};

declare global {
  /** What a page under test keeps of its line to the library. */
  var libraryLine:
    | { port: Port; connected: boolean; state: unknown; answers: Map<string, unknown>; files: File[] }
    | undefined;
}

type WithoutRequest<Command> = Command extends { request: string } ? Omit<Command, 'request'> : never;

/** A command as a test gives it. Files are named by their path on disk and the one that the library sees. */
export type Asked =
  | WithoutRequest<Exclude<LibraryCommand, { type: 'import' }>>
  | { type: 'import'; files: readonly { path: string; disk: string }[] };

export type Answer = Exclude<z.infer<typeof toLibraryPage>, { type: 'library' }>;

/** The library as a page of the extension drives it: the same port, the same messages. */
export interface LibraryPage {
  readonly tab: Tab;
  /** What it said last; connects again where the host went away. */
  state(): Promise<Library>;
  /** One model, if there is anything of it. */
  model(id: string): Promise<LibraryModel | undefined>;
  /** Sends a command without waiting for anything; gives what tells its answer, `undefined` until there is one. */
  post(command: Asked): Promise<() => Promise<Answer | undefined>>;
  /** Sends a command and waits for its answer. */
  ask(command: Asked, timeout?: number): Promise<Answer>;
  /** The same, of a command that has to work; gives the id of the model that it is about. */
  does(command: Asked, timeout?: number): Promise<string>;
  /** The same, of a command that has to fail; gives the code. */
  failsTo(command: Asked, timeout?: number): Promise<ErrorCode>;
  /** Waits until a model is as wanted. */
  waitFor(id: string, what: string, wanted: (model: LibraryModel) => boolean, timeout?: number): Promise<LibraryModel>;
  waitUntilReady(id: string, timeout?: number): Promise<LibraryModel>;
}

/** How long news of the library may be on their way at the most. */
const newsMs = 2000;

const inputId = 'files-under-test';

/** Gives files on disk to the page through an input of its own, as the file dialog would. */
async function attach(browser: ExtensionBrowser, tab: Tab, paths: readonly string[]): Promise<void> {
  await tab.evaluate((id) => {
    document.getElementById(id)?.remove();
    const input = document.createElement('input');
    Object.assign(input, { id, type: 'file', multiple: true });
    document.body.append(input);
  }, inputId);
  if (isChromium(browser)) await browser.page(tab).setInputFiles(`#${inputId}`, [...paths]);
  if (isFirefox(browser)) {
    const input = await (await browser.page(tab).$(`#${inputId}`))?.toElement('input');
    await input?.uploadFile(...paths);
  }
  const count = await tab.evaluate((id) => {
    const input = document.getElementById(id);
    const files = input instanceof HTMLInputElement ? [...(input.files ?? [])] : [];
    if (globalThis.libraryLine) globalThis.libraryLine.files = files;
    return files.length;
  }, inputId);
  if (count !== paths.length) throw new Error(`The page got ${count} of ${paths.length} files`);
}

function connect(tab: Tab): Promise<void> {
  return tab.evaluate(async () => {
    if (globalThis.libraryLine?.connected === true) return;
    await chrome.runtime.sendMessage({ name: 'prepare-host', payload: {} });
    const port = chrome.runtime.connect({ name: 'library' });
    const line = { port, connected: true, state: undefined, answers: new Map<string, unknown>(), files: [] };
    globalThis.libraryLine = line;
    port.onMessage.addListener((message) => {
      if (message.type === 'library') Object.assign(line, { state: message.library });
      else line.answers.set(message.request ?? '', message);
    });
    port.onDisconnect.addListener(() => {
      line.connected = false;
    });
  });
}

/** Opens a page that has a line to the library. */
export async function openLibrary(browser: ExtensionBrowser): Promise<LibraryPage> {
  const tab = await browser.openExtensionPage('options.html');
  return libraryOn(browser, tab);
}

export async function libraryOn(browser: ExtensionBrowser, tab: Tab): Promise<LibraryPage> {
  await connect(tab);

  const page: LibraryPage = {
    tab,
    state: async () =>
      until('the state of the library', async () => {
        await connect(tab);
        const state = await tab.evaluate(() => globalThis.libraryLine?.state ?? null);
        return state === null ? undefined : library.parse(state);
      }),
    model: async (id) => (await page.state()).models.find((model) => model.id === id),
    async post(command) {
      await connect(tab);
      if (command.type === 'import') await attach(browser, tab, command.files.map(({ disk }) => disk));
      const paths = command.type === 'import' ? command.files.map(({ path }) => path) : [];
      const rest = command.type === 'import' ? { type: command.type } : command;
      const request = await tab.evaluate(
        (value: object, places: readonly string[]) => {
          const line = globalThis.libraryLine;
          if (!line) throw new Error('There is no line to the library');
          const id = crypto.randomUUID();
          const files = places.map((path, index) => ({ path, blob: line.files[index] }));
          line.port.postMessage({ ...value, ...(files.length === 0 ? {} : { files }), request: id });
          return id;
        },
        rest,
        paths,
      );
      return async () => {
        const answer = await tab.evaluate((id) => globalThis.libraryLine?.answers.get(id) ?? null, request);
        const message = answer === null ? undefined : toLibraryPage.parse(answer);
        return message?.type === 'library' ? undefined : message;
      };
    },
    async ask(command, timeout) {
      const answered = await page.post(command);
      return until(`an answer to "${command.type}"`, answered, timeout);
    },
    async does(command, timeout) {
      const answer = await page.ask(command, timeout);
      if (answer.type === 'failed') throw new Error(`"${command.type}" failed: ${JSON.stringify(answer.failure)}`);
      return answer.type === 'done' ? (answer.model ?? '') : '';
    },
    async failsTo(command, timeout) {
      const answer = await page.ask(command, timeout);
      if (answer.type !== 'failed') throw new Error(`"${command.type}" worked: ${JSON.stringify(answer)}`);
      return answer.failure.code;
    },
    async waitFor(id, what, wanted, timeout = 60_000) {
      let last: LibraryModel | undefined;
      const isThere = async (): Promise<LibraryModel | undefined> => {
        last = await page.model(id);
        return last && wanted(last) ? last : undefined;
      };
      return until(`${id} to be ${what}`, isThere, timeout).catch((error: unknown) => {
        throw new Error(`${String(error)}; it is ${JSON.stringify(last)}`);
      });
    },
    waitUntilReady(id, timeout) {
      // The answer to a command may come before the state that it leads to.
      const settledAt = Date.now() + newsMs;
      return page.waitFor(
        id,
        'ready',
        ({ state, failure }) => {
          if (failure && Date.now() > settledAt) throw new Error(`${id} is ${state}: ${JSON.stringify(failure)}`);
          return state === 'ready' && failure === undefined;
        },
        timeout,
      );
    },
  };
  return page;
}
