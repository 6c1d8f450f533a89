import { expect, test } from 'vitest';
import { size } from '../sizes';
import { builtExtension } from '../support/builds';
import { editorState, runTool, waitForSize, waitForState } from '../support/journey';
import { bothBrowsers, launch } from '../support/launch';
import { sharedFile } from '../support/shared';
import { shippedWords } from '../support/words';

/** A small generator with a seed (mulberry32), so that a run that failed can be run again. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const keys = ['Tab', 'Enter', 'Escape', 'Control+z', 'Control+Shift+z', 'c', '?', '+', '-', 'ArrowLeft', ' ', 'Control+Enter'];

test.each(bothBrowsers)('%s: random clicks and keys break nothing', async (name) => {
  const words = shippedWords(builtExtension(name));
  const seed = Number(process.env.IMAGINEX_SEED ?? Date.now() % 1e6);
  console.log(`seed ${seed}`);
  const next = random(seed);
  const browser = await launch(name);
  try {
    const editor = await browser.openExtensionPage('editor.html');
    await editor.evaluate(() => {
      const errors: string[] = [];
      Object.assign(window, { chaosErrors: errors });
      window.addEventListener('error', (event) => errors.push(event.message));
      window.addEventListener('unhandledrejection', (event) => errors.push(String(event.reason)));
      // What opens another page would end the test, not the product.
      window.addEventListener('click', (event) => {
        if (event.target instanceof Element && event.target.closest('a[href], input[type="file"]')) event.preventDefault();
      });
    });
    await editor.chooseFiles('button', words('action_choose'), [sharedFile('images/chelsea_451x300.png')]);
    await waitForState(editor, 'ready');
    const end = Date.now() + size('chaosSeconds') * 1000;
    while (Date.now() < end) {
      if (next() < 0.4) {
        await editor.press(keys[Math.floor(next() * keys.length)] ?? 'Tab');
      } else {
        // Away from the settings button, which leads to another page.
        const spot = await editor.evaluate(
          (x, y, settings) => {
            const target = document.elementFromPoint(x, y);
            const button = target?.closest('button, a, input[type="file"]');
            return button?.getAttribute('aria-label') === settings || button instanceof HTMLAnchorElement ? undefined : { x, y };
          },
          Math.floor(next() * 1200),
          Math.floor(next() * 700),
          words('action_settings'),
        );
        if (spot) await editor.clickAt(spot.x, spot.y);
      }
    }
    const errors = await editor.evaluate(() =>
      'chaosErrors' in window && Array.isArray(window.chaosErrors) ? window.chaosErrors.map(String) : ['no list'],
    );
    expect(errors).toEqual([]);
    expect(['empty', 'ready', 'running', 'error']).toContain(await editorState(editor));
    await editor.close();

    // The host has not suffered either: a fresh editor does a whole job.
    const fresh = await browser.openExtensionPage('editor.html');
    await fresh.chooseFiles('button', words('action_choose'), [sharedFile('images/chelsea_451x300.png')]);
    await waitForState(fresh, 'ready');
    await runTool(fresh, words, 'repair', 120_000);
    await waitForSize(fresh, 451, 300);
  } finally {
    await browser.close();
  }
}, size('chaosSeconds') * 1000 + 240_000);
