import { copyFileSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { isNoise } from '../tests/support/browser-noise';
import type { BrowserName } from '../tests/support/browsers';
import { buildIfNeeded } from '../tests/support/builds';
import { isOurs, pickFromPage, runTool, saveAs, usedBackend } from '../tests/support/journey';
import { launch } from '../tests/support/launch';
import { decodeRgb, encodePng } from '../tests/support/pictures';
import { startProxy } from '../tests/support/proxy';
import { lumaPsnr } from '../tests/support/psnr';
import { noStore, startSite } from '../tests/support/site';
import { shippedWords } from '../tests/support/words';
import { demoPhoto } from './support/demo-photo';
import { ensureBrowser } from './support/install-browser';

/**
 * Shows the whole journey in a real browser with the extension as it ships: a photo on a web page is
 * picked, enlarged and saved, and every request on the way is counted.
 *
 *     npm run demo
 *     npm run demo -- --firefox
 */

/** Gain over plain resizing below which the demonstration has failed, in decibels. */
const leastGain = 1;

/** Pixels at the edge that are not compared, where both ways have to guess. */
const border = 4;

function hasDisplay(): boolean {
  if (process.platform === 'darwin' || process.platform === 'win32') return true;
  return Boolean(process.env.DISPLAY) || Boolean(process.env.WAYLAND_DISPLAY);
}

async function demo(name: BrowserName): Promise<boolean> {
  ensureBrowser(name);
  const words = shippedWords(buildIfNeeded(name));
  const { truth, small, bicubic } = await demoPhoto();
  const site = await startSite();
  const proxy = await startProxy();
  site.serve('/photo.png', { body: await encodePng(small), type: 'image/png', headers: noStore });
  site.servePage('/', '<h1>A page with a photo</h1><p><img src="/photo.png" alt="The photo"></p>');
  const browser = await launch(name, { proxyPort: proxy.port, headless: !hasDisplay() });
  try {
    const page = await browser.openTab(`${site.origin}/`);
    const started = performance.now();
    const editor = await pickFromPage(browser, words, page);
    const running = performance.now();
    await runTool(editor, words, 'enlarge', 300_000);
    const done = performance.now();
    const saved = await saveAs(browser, editor, words);
    const backend = await usedBackend(editor, words);

    const folder = join(import.meta.dirname, '../.output/demo');
    mkdirSync(folder, { recursive: true });
    const kept = join(folder, basename(saved));
    copyFileSync(saved, kept);
    const result = lumaPsnr(truth, await decodeRgb(kept), border);
    const plain = lumaPsnr(truth, bicubic, border);

    const foreign = proxy.seen.filter((request) => !isNoise(name, request) && !isOurs(site, request));
    const rereads = proxy.seen.filter(({ path }) => path === '/photo.png').length - 1;
    const unexpected = foreign.length + Math.max(0, rereads - 1);
    const bodyBytes = proxy.seen
      .filter((request) => !isNoise(name, request))
      .reduce((sum, request) => sum + request.bodyBytes, 0);

    const seconds = (from: number, to: number): string => ((to - from) / 1000).toFixed(1);
    console.log(`
saved                     ${kept} (${truth.width} × ${truth.height})
Y-PSNR against the photo  ${result.toFixed(2)} dB; plain bicubic resizing ${plain.toFixed(2)} dB; gain ${(result - plain).toFixed(2)} dB
time                      ${seconds(running, done)} s for the enlargement, ${seconds(started, performance.now())} s for the whole journey
ran on                    ${backend}
the picture re-read by its page      ${rereads}
any other requests                   ${unexpected}
bytes sent in request bodies         ${bodyBytes}`);
    for (const { method, host, path } of foreign) console.log(`  unexpected: ${method} ${host}${path}`);
    return unexpected === 0 && bodyBytes === 0 && result - plain > leastGain;
  } finally {
    await browser.close();
    await proxy.close();
    await site.close();
  }
}

const { values } = parseArgs({ options: { firefox: { type: 'boolean', default: false } } });
try {
  process.exitCode = (await demo(values.firefox ? 'firefox' : 'chromium')) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
