import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { size } from '../sizes';
import { builtExtension } from '../support/builds';
import type { ExtensionBrowser } from '../support/extension-browser';
import { editorState, openFile, runTool, waitForSize, waitForState } from '../support/journey';
import { bothBrowsers, launch } from '../support/launch';
import { errorsSeen, watchErrors } from '../support/page-errors';
import { Random } from '../support/random';
import type { Point, Tab } from '../support/tab';
import { picturesOnDisk } from '../support/test-pictures';
import { until } from '../support/wait';
import { shippedWords } from '../support/words';

/** `IMAGINEX_CHAOS_SEED` repeats a run; what the machine's speed decides differs all the same. */
const seed = Number(process.env.IMAGINEX_CHAOS_SEED ?? Date.now() % 1_000_000_007);

const seconds = size('chaosSeconds');
const picture = { width: 72, height: 48 };
const viewport = { width: 1200, height: 800 };

/** How many steps pass between two looks at what the input has led to. */
const stepsBetweenLooks = 10;

/** Every shortcut but those that would end the test with the browser, and what moves through the page. */
const keys = [
  ...['Tab', 'Tab', 'Tab', 'Shift+Tab', 'Enter', 'Enter', ' ', 'Escape', 'Home', 'End', 'PageUp', 'PageDown'],
  ...['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Shift+ArrowLeft', 'Delete', 'Backspace'],
  ...['Control+Enter', 'Control+Enter', 'Control+Enter', 'Control+z', 'Control+z', 'Control+Shift+z', 'Control+y'],
  ...['Control+o', 'Control+s', 'Control+c', 'Control+v', 'Control+a', 'c', 'c', '\\', '+', '=', '-', '1', '0', '?', 'x'],
] as const;

describe.each(bothBrowsers)('%s', (name) => {
  const words = shippedWords(builtExtension(name));
  const files = picturesOnDisk({ picture });
  let browser: ExtensionBrowser;

  beforeAll(async () => {
    await files.write();
    browser = await launch(name);
  });

  afterAll(async () => {
    await browser.close();
    files.remove();
  });

  test(
    `${seconds} seconds of random input break nothing`,
    async () => {
      console.log(`${name}: IMAGINEX_CHAOS_SEED=${seed}`);
      const editor = await browser.openExtensionPage('editor.html');
      await waitForState(editor, 'empty');
      await watchErrors(editor);
      await editor.setViewport(viewport.width, viewport.height);
      await openFile(editor, words, files.path('picture'));
      await waitForSize(editor, picture.width, picture.height);
      await shutWaysOut(editor);

      const steps: string[] = [];
      const story = (): string => `seed ${seed}, after: … ${steps.slice(-40).join(', ')}`;
      const random = new Random(seed);
      const end = Date.now() + seconds * 1000;
      try {
        while (Date.now() < end) {
          await step(editor, random, (what) => steps.push(what));
          if (steps.length % stepsBetweenLooks === 0) {
            await returnTo(browser, editor);
            expect(await errorsSeen(editor), story()).toEqual([]);
            expect(await editorState(editor), story()).toBeDefined();
          }
        }
        console.log(`${name}: ${steps.length} steps`);
        await returnTo(browser, editor);
        await calmDown(editor);
        await wholeJob(editor);
      } catch (error) {
        throw new Error(story(), { cause: error });
      }
      expect(await errorsSeen(editor), story()).toEqual([]);
      await editor.close();
    },
    (seconds + 120) * 1000,
  );

  /** Opens a picture and enlarges it, as if nothing had been. */
  async function wholeJob(editor: Tab): Promise<void> {
    await openWaysOut(editor);
    await openFile(editor, words, files.path('picture'));
    await waitForSize(editor, picture.width, picture.height);
    await editor.click('radio', words('task_enlarge_name'));
    await editor.click('button', words('options_reset'));
    await runTool(editor, words, 'enlarge');
    await waitForSize(editor, picture.width * 2, picture.height * 2);
  }
});

/** One thing that a hand could do, told to `tell` before it is done. */
async function step(editor: Tab, random: Random, tell: (what: string) => void): Promise<void> {
  const anywhere = (): Point => ({ x: random.whole(1, viewport.width - 2), y: random.whole(1, viewport.height - 2) });
  const words = ({ x, y }: Point): string => `${Math.round(x)},${Math.round(y)}`;
  const kind = random.next();
  if (kind < 0.15) {
    const at = anywhere();
    tell(`click ${words(at)}`);
    await editor.clickAt(at.x, at.y);
  } else if (kind < 0.45) {
    const control = await controlInSight(editor, random.next());
    tell(`click ${control.name} at ${words(control)}`);
    await editor.clickAt(control.x, control.y);
  } else if (kind < 0.8) {
    const key = random.pick(keys);
    tell(key);
    await editor.press(key);
  } else if (kind < 0.9) {
    const from = random.next() < 0.5 ? anywhere() : await controlInSight(editor, random.next());
    const points = [from, ...Array.from({ length: random.whole(1, 4) }, anywhere)];
    tell(`drag ${points.map(words).join(' → ')}`);
    await editor.drag(points);
  } else {
    const at = anywhere();
    const by = { x: random.whole(-50, 50), y: random.whole(-600, 600) };
    tell(`wheel ${words(at)} by ${words(by)}`);
    await editor.wheel(at, by);
  }
}

/** The middle of one of the controls that can be seen. `chance` is from 0 to 1. */
function controlInSight(editor: Tab, chance: number): Promise<Point & { name: string }> {
  return editor.evaluate((which) => {
    const inSight = ({ x, y }: Point) => x > 0 && y > 0 && x < innerWidth && y < innerHeight;
    const controls = [...document.querySelectorAll('button:enabled, label, input, [role=slider], [role=application]')]
      .map((element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        return { element, middle: { x: x + width / 2, y: y + height / 2 }, visible: width > 0 && height > 0 };
      })
      .filter(({ middle, visible }) => visible && inSight(middle));
    const found = controls[Math.floor(which * controls.length)];
    if (!found) return { x: 1, y: 1, name: 'nothing' };
    const name = found.element.getAttribute('aria-label') ?? found.element.textContent;
    return { ...found.middle, name: name.slice(0, 30) };
  }, chance);
}

/** Keeps the browser's file dialog, which no driver could close again, from opening. */
function shutWaysOut(editor: Tab): Promise<void> {
  return editor.evaluate(() => {
    window.addEventListener(
      'click',
      (event) => {
        const isFile = event.target instanceof HTMLInputElement && event.target.type === 'file';
        if (isFile && document.documentElement.dataset.fileDialogs === 'shut') event.preventDefault();
      },
      { capture: true },
    );
    document.documentElement.dataset.fileDialogs = 'shut';
  });
}

function openWaysOut(editor: Tab): Promise<void> {
  return editor.evaluate(() => {
    delete document.documentElement.dataset.fileDialogs;
  });
}

/** Closes the tabs that were opened on the way, and gives an editor that was emptied something to do. */
async function returnTo(browser: ExtensionBrowser, editor: Tab): Promise<void> {
  let others = 0;
  for (const tab of await browser.tabs()) {
    if (tab === editor || !(await tab.url()).startsWith(browser.extensionUrl(''))) continue;
    await tab.close();
    others++;
  }
  const hasFocus = await editor.evaluate(() => document.hasFocus());
  if (others > 0 || !hasFocus) await editor.focus();
  if ((await editorState(editor)) !== 'empty') return;
  await editor.evaluate(() => {
    location.hash = 'sample=drawing';
  });
  await until('the sample', async () => (await editorState(editor)) !== 'empty', 10_000);
}

/** Closes what is open over the editor and ends what runs in it. */
async function calmDown(editor: Tab): Promise<void> {
  await until('the editor to be calm', async () => {
    const calm = await editor.evaluate(
      () =>
        document.querySelector('[role=dialog], [role=alertdialog]') === null &&
        document.querySelector<HTMLElement>('[data-testid="editor"]')?.dataset.state !== 'running',
    );
    if (!calm) await editor.press('Escape');
    return calm;
  });
}
