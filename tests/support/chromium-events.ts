import type { ChromiumExtension } from './chromium';

/**
 * Tells the background of something that its driver cannot do in Chromium, as the browser would tell
 * it: of the tab that is in front. It grants nothing, which `triggerAction` does.
 */
export async function dispatchInFront(
  browser: ChromiumExtension,
  area: 'commands' | 'contextMenus',
  event: 'onCommand' | 'onClicked',
  about: string | Record<string, string | number>,
): Promise<void> {
  await browser.inBackground(
    async (areaName, eventName, what) => {
      const api: unknown = Reflect.get(globalThis, 'chrome');
      const tabs: unknown = Reflect.get(Object(api), 'tabs');
      const query: unknown = Reflect.get(Object(tabs), 'query');
      if (typeof query !== 'function') throw new Error('tabs.query is missing');
      const found: unknown = await Reflect.apply(query, tabs, [{ active: true, lastFocusedWindow: true }]);
      const target: unknown = Reflect.get(Object(Reflect.get(Object(api), areaName)), eventName);
      const dispatch: unknown = Reflect.get(Object(target), 'dispatch');
      if (typeof dispatch !== 'function') throw new Error(`${areaName}.${eventName} cannot be dispatched`);
      Reflect.apply(dispatch, target, [what, Array.isArray(found) ? found[0] : undefined]);
    },
    area,
    event,
    about,
  );
}
