import type { ExtensionBrowser } from './extension-browser';

/** Chooses the language of Imaginex as its settings do. */
export async function setLanguage(browser: ExtensionBrowser, language: 'auto' | 'en' | 'tr'): Promise<void> {
  await browser.inBackground(async (chosen) => {
    const api: unknown = Reflect.get(globalThis, 'browser') ?? Reflect.get(globalThis, 'chrome');
    const local: unknown = Reflect.get(Object(Reflect.get(Object(api), 'storage')), 'local');
    const set: unknown = Reflect.get(Object(local), 'set');
    if (typeof set !== 'function') throw new Error('storage.local.set is missing');
    await Reflect.apply(set, local, [{ settings: { language: chosen } }]);
  }, language);
}
