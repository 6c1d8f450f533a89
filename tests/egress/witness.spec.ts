import { afterEach, describe, expect, test } from 'vitest';
import { isNoise } from '../support/browser-noise';
import { builtExtension } from '../support/builds';
import type { ExtensionBrowser } from '../support/extension-browser';
import { clearEverything, isOurs, pickFromPage, runTool, saveAs } from '../support/journey';
import { bothBrowsers, launch } from '../support/launch';
import { encodePng } from '../support/pictures';
import { startProxy, type Proxy } from '../support/proxy';
import { noStore, startSite, type Site } from '../support/site';
import { sleep } from '../support/wait';
import { shippedWords } from '../support/words';

/**
 * The promise that nothing leaves the device, seen from outside: every request of the browser goes
 * through a proxy that writes it down, while the shipped package does its whole job.
 */

const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const item of opened.splice(0).reverse()) await item.close();
});

async function keep<Item extends { close(): Promise<void> }>(starting: Promise<Item>): Promise<Item> {
  const item = await starting;
  opened.push(item);
  return item;
}

function gradient(width: number, height: number): Promise<Uint8Array> {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.set([(x * 5) & 255, (y * 7) & 255, (x ^ y) & 255], (y * width + x) * 3);
  }
  return encodePng({ width, height, channels: 3, data });
}

describe.each(bothBrowsers)('%s', (name) => {
  async function start(): Promise<{ proxy: Proxy; site: Site; browser: ExtensionBrowser }> {
    const site = await keep(startSite());
    const proxy = await keep(startProxy());
    site.serve('/picture.png', { body: await gradient(120, 80), type: 'image/png', headers: noStore });
    site.servePage('/', '<img src="/picture.png" alt="Stripes">');
    const browser = await keep(launch(name, { proxyPort: proxy.port }));
    return { proxy, site, browser };
  }

  test('a whole journey asks for the page, its picture once more, and nothing else', async () => {
    const words = shippedWords(builtExtension(name));
    const { proxy, site, browser } = await start();
    const page = await browser.openTab(`${site.origin}/`);
    const editor = await pickFromPage(browser, words, page);
    await runTool(editor, words, 'enlarge');
    await runTool(editor, words, 'repair');
    await saveAs(browser, editor, words, 'JPEG');
    await clearEverything(editor, words);
    // Whatever is sent late is sent by then.
    await sleep(2000);

    const seen = proxy.seen.filter((request) => !isNoise(name, request));
    expect(seen.filter((request) => !isOurs(site, request))).toEqual([]);
    expect(seen.filter(({ path }) => path === '/picture.png').length).toBeLessThanOrEqual(2);
    expect(seen.filter(({ path }) => !['/', '/picture.png', '/favicon.ico'].includes(path))).toEqual([]);
    expect(seen.reduce((sum, { bodyBytes }) => sum + bodyBytes, 0)).toBe(0);
    expect(seen.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  test('the witness sees what an extension page really sends, and the policy stops the rest', async () => {
    const { proxy, site, browser } = await start();
    const page = await browser.openTab(`${site.origin}/`);
    await page.evaluate(() => fetch('/control', { method: 'POST', body: 'seen' }).then(() => undefined));
    const control = proxy.seen.find(({ path }) => path === '/control');
    expect(control?.bodyBytes).toBe(4);

    const editor = await browser.openExtensionPage('editor.html');
    const outcome = await editor.evaluate(async (origin: string) => {
      const attempts: Record<string, Promise<unknown>> = {
        fetch: fetch(`${origin}/stolen`),
        beacon: Promise.resolve().then(() => {
          if (!navigator.sendBeacon(`${origin}/stolen`)) throw new Error('refused');
        }),
        image: new Promise((resolve, reject) => {
          const image = new Image();
          image.onload = resolve;
          image.onerror = () => reject(new Error('refused'));
          image.src = `${origin}/stolen.png`;
        }),
        socket: new Promise((resolve, reject) => {
          const socket = new WebSocket(`${origin.replace('http', 'ws')}/stolen`);
          socket.onopen = resolve;
          socket.onerror = () => reject(new Error('refused'));
        }),
      };
      const results: Record<string, string> = {};
      for (const [kind, attempt] of Object.entries(attempts)) {
        results[kind] = await attempt.then(
          () => 'sent',
          () => 'stopped',
        );
      }
      return results;
    }, site.origin);
    // A beacon reports that it was queued; what counts is that it never arrives.
    expect(outcome).toMatchObject({ fetch: 'stopped', image: 'stopped', socket: 'stopped' });
    await sleep(1000);
    expect(proxy.seen.filter(({ path }) => path.startsWith('/stolen'))).toEqual([]);
  });
});
