import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { enlargeTwice, padded } from '../fixtures/networks';
import { isNoise } from '../support/browser-noise';
import { builtExtension } from '../support/builds';
import type { ExtensionBrowser } from '../support/extension-browser';
import { expectedOrigins, extraordinaryHeaders, originsIn } from '../support/hub/headers';
import { sentFor } from '../support/hub/traffic';
import { clearEverything, isOurs, pickFromPage, runTool, saveAs, waitForSize } from '../support/journey';
import { bothBrowsers, launch } from '../support/launch';
import { openLibrary } from '../support/library';
import { encodePng } from '../support/pictures';
import { startProxy, type Proxy, type SeenRequest } from '../support/proxy';
import { noStore, startSite, type Site } from '../support/site';
import { sleep } from '../support/wait';
import { callExpression } from '../support/tab';
import { startWithHub } from '../support/with-hub';
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
  async function start(
    extensionDir: (site: Site) => string = () => builtExtension(name),
  ): Promise<{ proxy: Proxy; site: Site; browser: ExtensionBrowser }> {
    const site = await keep(startSite());
    const proxy = await keep(startProxy());
    site.serve('/picture.png', { body: await gradient(120, 80), type: 'image/png', headers: noStore });
    site.servePage('/', '<img src="/picture.png" alt="Stripes">');
    const browser = await keep(launch(name, { proxyPort: proxy.port, extensionDir: extensionDir(site) }));
    return { proxy, site, browser };
  }

  /**
   * The package that ships and one file more, since a worker of the extension can be made of nothing
   * else, and Firefox lets no test into the model worker.
   */
  function withWorker(site: Site): string {
    const folder = mkdtempSync(join(tmpdir(), 'imaginex-witness-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    cpSync(builtExtension(name), folder, { recursive: true });
    const sending = callExpression(tryToSend, [site.origin, 'worker']);
    writeFileSync(join(folder, 'witness-worker.js'), `${sending}.then((outcome) => postMessage(outcome));`);
    return folder;
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

  test('the larger version of a picture is asked for at its own address, and no other picture is', async () => {
    const words = shippedWords(builtExtension(name));
    const { proxy, site, browser } = await start();
    const small = await gradient(120, 80);
    const large = await gradient(240, 160);
    for (const picture of ['picked', 'other']) {
      site.serve(`/${picture}.png`, { body: small, type: 'image/png', headers: noStore });
      site.serve(`/${picture}-large.png`, { body: large, type: 'image/png', headers: noStore });
    }
    const offering = (picture: string): string =>
      `<img id="${picture}" src="/${picture}.png" srcset="/${picture}.png 120w, /${picture}-large.png 240w" sizes="120px" alt="">`;
    site.servePage('/versions', `${offering('picked')} ${offering('other')}`);
    const page = await browser.openTab(`${site.origin}/versions`);
    // Only a browser with tabs on show asks for the icon.
    const asked = (): SeenRequest[] =>
      proxy.seen.filter((request) => !isNoise(name, request) && request.path !== '/favicon.ico');
    await sleep(1000);
    const byPage = asked();
    expect(byPage.map(({ path }) => path).sort()).toEqual(['/other.png', '/picked.png', '/versions']);

    const editor = await pickFromPage(browser, words, page, '#picked');
    await waitForSize(editor, 240, 160);
    await sleep(2000);
    const { hostname } = new URL(site.origin);
    expect(asked().slice(byPage.length)).toMatchObject([
      { method: 'GET', host: hostname, port: site.port, path: '/picked-large.png', bodyBytes: 0 },
    ]);
  });

  test('models come from the model hosts alone, and from nowhere before somebody says so', async () => {
    const withHub = await keep(startWithHub(name));
    const { hub, proxy } = withHub;
    const content = padded(enlargeTwice(), 3, 12e6);
    const { main } = hub.publish('someone/model', { 'model.onnx': content });
    const browser = await keep(withHub.launch());
    const asked = (): SeenRequest[] => proxy.seen.filter((request) => !isNoise(name, request));

    // All that shows models, without a word about downloading one.
    for (const path of ['editor.html', 'options.html', 'popup.html']) await browser.openExtensionPage(path);
    const page = await openLibrary(browser);
    await page.state();
    await sleep(2000);
    expect(asked()).toEqual([]);

    const id = await page.does({ type: 'add', repo: 'someone/model', commit: main.id, graph: 'model.onnx' });
    await page.waitUntilReady(id);
    await sleep(1000);
    expect([...new Set(asked().map(({ method, host, port }) => `${method} ${host}:${port}`))].sort()).toEqual([
      'CONNECT cas-bridge.xethub.hf.co:443',
      'CONNECT huggingface.co:443',
    ]);
    expect([...new Set(hub.requests.map(({ method }) => method))]).toEqual(['GET']);
    expect(extraordinaryHeaders(hub.requests)).toEqual([]);
    expect(originsIn(hub.requests)).toEqual(expectedOrigins(browser));
    expect(sentFor(hub.requests, 'someone/model')).toBe(content.bytes);
    // Nothing says more than which file is wanted.
    const own = hub.requests.filter(({ host }) => host === 'huggingface.co').map(({ path }) => path);
    expect([...new Set(own)].sort()).toEqual([
      `/api/models/someone/model/revision/${main.id}`,
      `/api/models/someone/model/tree/${main.id}?recursive=true`,
      `/someone/model/resolve/${main.id}/model.onnx`,
    ]);
  });

  test('the witness sees what each realm really sends, and the policy stops the rest', async () => {
    const words = shippedWords(builtExtension(name));
    const { proxy, site, browser } = await start(withWorker);
    const page = await browser.openTab(`${site.origin}/`);
    await page.evaluate(() => fetch('/control', { method: 'POST', body: 'seen' }).then(() => undefined));
    const control = proxy.seen.find(({ path }) => path === '/control');
    expect(control?.bodyBytes).toBe(4);

    // After a job the compute host is there for a minute.
    const editor = await pickFromPage(browser, words, page);
    await runTool(editor, words, 'enlarge');
    const outcomes = {
      editor: await editor.evaluate(tryToSend, site.origin, 'editor'),
      background: await browser.inBackground(tryToSend, site.origin, 'background'),
      host: await browser.inHost(tryToSend, site.origin, 'host'),
      worker: await browser.inHost(outcomeOfWorker, browser.extensionUrl('witness-worker.js')),
    };
    await sleep(1000);
    const stopped = { fetch: 'stopped', socket: 'stopped' };
    const inDocument = { ...stopped, image: 'stopped' };
    // A beacon reports that it was queued; what counts is that it never arrives.
    expect(outcomes).toMatchObject({
      editor: inDocument,
      background: stopped,
      host: inDocument,
      worker: stopped,
    });
    // A socket would show as a tunnel to the site.
    const arrived = proxy.seen.filter(
      (request) => isOurs(site, request) && (request.method === 'CONNECT' || request.path.startsWith('/stolen')),
    );
    expect(arrived).toEqual([]);
    // The policy lets these through to where models may come from: the proxy is on the way of every realm.
    const reached = proxy.seen.filter(({ method }) => method === 'CONNECT').map(({ host }) => host);
    expect(reached).toEqual(expect.arrayContaining(Object.keys(outcomes).map((realm) => `${realm}.hf.co`)));
  });
});

/** Runs in the compute host, which makes this worker as it makes the model worker. */
function outcomeOfWorker(address: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(address);
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = () => reject(new Error('The worker failed'));
  });
}

/**
 * Tries every way out that the realm has, to `origin`, which the policy does not name, and one to a
 * host that it does name. The host's name begins with the realm's, to tell their connections apart.
 */
async function tryToSend(origin: string, realm: string): Promise<Record<string, string>> {
  const attempts: Record<string, Promise<unknown>> = {
    allowed: fetch(`https://${realm}.hf.co/x`),
    fetch: fetch(`${origin}/stolen`),
    socket: new Promise((resolve, reject) => {
      const socket = new WebSocket(`${origin.replace('http', 'ws')}/stolen`);
      socket.onopen = resolve;
      socket.onerror = () => reject(new Error('refused'));
    }),
  };
  if ('sendBeacon' in navigator) {
    attempts.beacon = Promise.resolve().then(() => {
      if (!navigator.sendBeacon(`${origin}/stolen`)) throw new Error('refused');
    });
  }
  if ('Image' in globalThis) {
    attempts.image = new Promise((resolve, reject) => {
      const image = new Image();
      image.onload = resolve;
      image.onerror = () => reject(new Error('refused'));
      image.src = `${origin}/stolen.png`;
    });
  }
  const results: Record<string, string> = {};
  await Promise.all(
    Object.entries(attempts).map(async ([kind, attempt]) => {
      results[kind] = await attempt.then(
        () => 'sent',
        () => 'stopped',
      );
    }),
  );
  return results;
}
