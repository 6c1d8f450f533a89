import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { builtExtension } from '../support/builds';
import { isChromium } from '../support/which';
import type { ExtensionBrowser } from '../support/extension-browser';
import { pickFromPage } from '../support/journey';
import { bothBrowsers, launch } from '../support/launch';
import { recordedSenders, type RecordedSender } from '../support/senders';
import { startSite, type Site } from '../support/site';
import { testPng } from '../support/test-pictures';
import { shippedWords } from '../support/words';

/**
 * What the browsers really stamp on messages, against `tests/fixtures/senders.json`, which the tests
 * of `messages/senders.ts` are made from. `IMAGINEX_RECORD=1` writes the file anew.
 */
const fixture = join(import.meta.dirname, '../fixtures/senders.json');

const heard = z.array(
  z.object({
    name: z.string(),
    sender: z.object({
      id: z.string().optional(),
      origin: z.string().optional(),
      url: z.string().optional(),
      frameId: z.number().optional(),
      tab: z.unknown().optional(),
    }),
  }),
);

describe.each(bothBrowsers)('%s', (name) => {
  const words = shippedWords(builtExtension(name));
  let site: Site;
  let browser: ExtensionBrowser;

  beforeAll(async () => {
    site = await startSite();
    site.serve('/picture.png', { body: await testPng(64, 48), type: 'image/png' });
    site.servePage('/', '<p><img src="/picture.png" alt="A test picture"></p>');
    browser = await launch(name);
  });

  afterAll(async () => {
    await browser.close();
    await site.close();
  });

  test('stamps messages as it did when the fixtures were recorded', async () => {
    await listen(browser);
    const page = await browser.openTab(`${site.origin}/`);
    // The popup asks for the picker, the content script delivers, the background stores, the editor prepares.
    await pickFromPage(browser, words, page);
    const own = browser.extensionUrl('').slice(0, -1);
    const messages = await everythingHeard(browser);
    const sentBy = (request: string): RecordedSender[] => {
      const from = senderOf[request];
      const first = messages.find((message) => message.name === request);
      return from && first ? [normalised(from, first.sender, own, ownId(browser))] : [];
    };
    const recorded = Object.keys(senderOf).flatMap(sentBy);
    if (process.env.IMAGINEX_RECORD === '1') write(name, recorded);
    expect(recorded).toEqual(recordedSenders.parse(JSON.parse(readFileSync(fixture, 'utf8')))[name]);
  });
});

const senderOf: Record<string, RecordedSender['from']> = {
  'start-picker': 'popup',
  'deliver-picture': 'content-script',
  'store-picture': 'background',
  'prepare-host': 'editor',
};

/** Puts a listener into each realm that hears messages. */
async function listen(browser: ExtensionBrowser): Promise<void> {
  const collect = (): void => {
    const api: unknown = Reflect.get(globalThis, 'chrome');
    const runtime: unknown = Reflect.get(Object(api), 'runtime');
    const onMessage: unknown = Reflect.get(Object(runtime), 'onMessage');
    const messages: unknown[] = [];
    // Not `globalThis`, which Firefox gives anew to every script from outside.
    Object.assign(self, { heardByTest: messages });
    const addListener: unknown = Reflect.get(Object(onMessage), 'addListener');
    if (typeof addListener !== 'function') throw new Error('There is no runtime.onMessage');
    Reflect.apply(addListener, onMessage, [
      (message: unknown, sender: unknown) => {
        const sent: unknown = Reflect.get(Object(message), 'name');
        messages.push({ name: sent, sender });
        return false;
      },
    ]);
  };
  await browser.inBackground(collect);
  if (isChromium(browser)) {
    // The offscreen document is there as soon as an editor has asked for it.
    const editor = await browser.openExtensionPage('editor.html');
    await editor.waitFor('button', shippedWords(builtExtension('chromium'))('action_choose'));
    await editor.click('button', shippedWords(builtExtension('chromium'))('on_this_device'));
    await editor.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1000)));
    await editor.close();
    await browser.inHost(collect);
  }
}

async function everythingHeard(browser: ExtensionBrowser): Promise<z.infer<typeof heard>> {
  const read = (): string => JSON.stringify(Reflect.get(self, 'heardByTest'));
  const inBackground = heard.parse(JSON.parse(await browser.inBackground(read)));
  const inHost = isChromium(browser) ? heard.parse(JSON.parse(await browser.inHost(read))) : [];
  return [...inBackground, ...inHost];
}

function ownId(browser: ExtensionBrowser): string {
  return isChromium(browser) ? browser.extensionId : 'imaginex@imaginex.example';
}

function place(address: string | undefined, own: string): 'own' | 'http:' | 'none' {
  if (address === undefined) return 'none';
  if (address === own || address.startsWith(`${own}/`)) return 'own';
  if (address.startsWith('http:')) return 'http:';
  throw new Error(`A message came from ${address}`);
}

function normalised(
  from: RecordedSender['from'],
  sender: z.infer<typeof heard>[number]['sender'],
  own: string,
  id: string,
): RecordedSender {
  return {
    from,
    hasOwnId: sender.id === id,
    origin: place(sender.origin, own),
    url: place(sender.url, own),
    hasTab: sender.tab !== undefined,
    ...(sender.frameId === undefined ? {} : { frameId: sender.frameId }),
  };
}

function write(name: 'chromium' | 'firefox', recorded: RecordedSender[]): void {
  const before = recordedSenders.parse(JSON.parse(readFileSync(fixture, 'utf8')));
  writeFileSync(fixture, `${JSON.stringify({ ...before, [name]: recorded }, null, 2)}\n`);
}
