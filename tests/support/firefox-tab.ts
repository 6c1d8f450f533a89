import type { ElementHandle, KeyInput, Page } from 'puppeteer-core';
import { z } from 'zod';
import { callExpression, type Role, type Tab } from './tab';
import { until } from './wait';

const patience = 20_000;

// puppeteer itself refuses names that it does not know.
const key = z.custom<KeyInput>((name) => typeof name === 'string' && name !== '');

function keys(chord: string): KeyInput[] {
  return chord.split(/\+(?=.)/).map((name) => key.parse(name));
}

/** Firefox pages under puppeteer-core. */
export function firefoxTab(page: Page): Tab {
  const selector = (role: Role, name: string): string =>
    `::-p-aria([name="${name.replaceAll('"', '\\"')}"][role="${role}"])`;

  async function visible(role: Role, name: string): Promise<ElementHandle | undefined> {
    for (const element of await page.$$(selector(role, name))) {
      if (await element.isVisible()) return element;
    }
    return undefined;
  }

  /** The input of a radio button or a switch is hidden; people click its label. */
  async function clickTarget(element: ElementHandle): Promise<ElementHandle> {
    const label = await element.$('xpath/self::input/ancestor::label');
    return label ?? element;
  }

  async function ready(role: Role, name: string, timeout: number): Promise<ElementHandle> {
    return until(
      `${role} "${name}" to be enabled`,
      async () => {
        const element = await visible(role, name);
        const disabled = await element?.evaluate((node) => node.matches(':disabled, [aria-disabled="true"]'));
        return disabled === false ? element : undefined;
      },
      timeout,
    );
  }

  return {
    // A tab that is gone stays in puppeteer's list; it answers nothing, and so has no address.
    url: () => page.evaluate('location.href').then(String, () => ''),
    async goto(url) {
      // What the browser shows with a viewer of its own, it opens by a second navigation, at which the first fails.
      if (url.startsWith('http') && !url.endsWith('.pdf')) {
        await page.goto(url);
        return;
      }
      // Navigations to extension pages happen, but are never reported as finished.
      page.goto(url).catch(() => undefined);
      await until(`${url} to open`, () =>
        page
          .evaluate('location.href + " " + document.readyState')
          .then((state) => state === `${url} complete`)
          .catch(() => false),
      );
    },
    evaluate: <Args extends unknown[], Result>(
      code: (...args: Args) => Result | Promise<Result>,
      ...args: Args
    ) => page.evaluate<[], () => Result>(callExpression(code, args)),
    async run(script) {
      await page.evaluate(`${script}\n;undefined`);
    },
    shows: async (role, name) => (await visible(role, name)) !== undefined,
    async waitFor(role, name, timeout = patience) {
      await until(`${role} "${name}"`, () => visible(role, name), timeout);
    },
    async click(role, name, timeout = patience) {
      const element = await clickTarget(await ready(role, name, timeout));
      await element.scrollIntoView();
      await element.click();
    },
    clickAt: (x, y) => page.mouse.click(x, y),
    async drag([first, ...rest]) {
      if (!first) throw new Error('Nowhere to begin');
      await page.mouse.move(first.x, first.y);
      await page.mouse.down();
      for (const { x, y } of rest) await page.mouse.move(x, y);
      await page.mouse.up();
    },
    async wheel(at, by) {
      await page.mouse.move(at.x, at.y);
      await page.mouse.wheel({ deltaX: by.x, deltaY: by.y });
    },
    async press(chord) {
      const [last, ...modifiers] = keys(chord).reverse();
      if (last === undefined) throw new Error('No key');
      for (const modifier of modifiers.reverse()) await page.keyboard.down(modifier);
      await page.keyboard.press(last);
      for (const modifier of modifiers.reverse()) await page.keyboard.up(modifier);
    },
    type: (text) => page.keyboard.type(text),
    async chooseFiles(role, name, paths) {
      await ready(role, name, patience);
      // Headless Firefox reports no file dialog, so the input behind the button is filled as the dialog would.
      const found = await page.$('input[type=file]');
      if (!found) throw new Error('There is no file input');
      const input = await found.toElement('input');
      await input.uploadFile(...paths);
    },
    setViewport: (width, height) => page.setViewport({ width, height }),
    async screenshot(path) {
      if (!path.endsWith('.png')) throw new Error('Screenshots are PNG files');
      await page.screenshot({ path: `${path.slice(0, -4)}.png` });
    },
    focus: () => page.bringToFront(),
    close: () => page.close(),
  };
}
