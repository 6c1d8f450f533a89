import type { Locator, Page } from 'playwright-core';
import { callExpression, type Role, type Tab } from './tab';

const patience = 20_000;

export function chromiumTab(page: Page): Tab {
  // What lies behind an open dialog is inert: it is there, but not for people.
  const named = (role: Role, name: string): Locator =>
    page.getByRole(role, { name, exact: true }).and(page.locator(':not([inert] *)')).first();

  /** The input of a radio button or a switch is hidden; people click its label. */
  async function clickable(role: Role, name: string, timeout: number): Promise<Locator> {
    const found = named(role, name);
    await found.waitFor({ state: 'attached', timeout });
    const label = found.locator('xpath=self::input/ancestor::label');
    return (await label.count()) > 0 ? label.first() : found;
  }

  return {
    url: () => Promise.resolve(page.url()),
    async goto(url) {
      await page.goto(url);
    },
    evaluate: <Args extends unknown[], Result>(
      code: (...args: Args) => Result | Promise<Result>,
      ...args: Args
    ) => page.evaluate<Result>(callExpression(code, args)),
    async run(script) {
      await page.evaluate(`${script}\n;undefined`);
    },
    async shows(role, name) {
      const found = named(role, name);
      return (await found.count()) > 0 && found.isVisible();
    },
    waitFor: (role, name, timeout = patience) => named(role, name).waitFor({ timeout }),
    async click(role, name, timeout = patience) {
      await (await clickable(role, name, timeout)).click({ timeout });
    },
    pointAt: (x, y) => page.mouse.move(x, y),
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
      await page.mouse.wheel(by.x, by.y);
    },
    press: (key) => page.keyboard.press(key),
    type: (text) => page.keyboard.type(text),
    async chooseFiles(role, name, paths) {
      const dialog = page.waitForEvent('filechooser', { timeout: patience });
      await named(role, name).click({ timeout: patience });
      await (await dialog).setFiles(paths);
    },
    setViewport: (width, height) => page.setViewportSize({ width, height }),
    async screenshot(path) {
      await page.screenshot({ path });
    },
    focus: () => page.bringToFront(),
    close: () => page.close(),
  };
}
