import type { Page } from 'playwright-core';
import { callExpression, type Tab } from './tab';

const patience = 20_000;

export function chromiumTab(page: Page): Tab {
  return {
    url: () => Promise.resolve(page.url()),
    async goto(url) {
      await page.goto(url);
    },
    evaluate: <Args extends unknown[], Result>(
      code: (...args: Args) => Result | Promise<Result>,
      ...args: Args
    ) => page.evaluate<Result>(callExpression(code, args)),
    async shows(role, name) {
      const found = page.getByRole(role, { name, exact: true }).first();
      return (await found.count()) > 0 && found.isVisible();
    },
    waitFor: (role, name, timeout = patience) =>
      page.getByRole(role, { name, exact: true }).first().waitFor({ timeout }),
    click: (role, name, timeout = patience) =>
      page.getByRole(role, { name, exact: true }).first().click({ timeout }),
    clickAt: (x, y) => page.mouse.click(x, y),
    press: (key) => page.keyboard.press(key),
    type: (text) => page.keyboard.type(text),
    async chooseFiles(role, name, paths) {
      const dialog = page.waitForEvent('filechooser', { timeout: patience });
      await page.getByRole(role, { name, exact: true }).first().click({ timeout: patience });
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
