import type { ChromeScope } from './firefox-chrome-scope';
import { until } from './wait';

/** Presses keys such as `Alt+Shift+U` as the keyboard does: the browser hears them before the page. */
export async function pressInBrowser(chromeScope: ChromeScope, chord: string): Promise<void> {
  const [last = '', ...modifiers] = chord.split('+').reverse();
  if (!/^[A-Z]$/.test(last)) throw new Error(`No letter to press: ${chord}`);
  const letter = `{ key: ${JSON.stringify(last)}, code: ${JSON.stringify(`Key${last}`)}, keyCode: ${last.charCodeAt(0)} }`;
  await chromeScope.evaluate(`(() => {
    const keyboard = Cc['@mozilla.org/text-input-processor;1'].createInstance(Ci.nsITextInputProcessor);
    if (!keyboard.beginInputTransactionForTests(window)) throw new Error('The keyboard is in use');
    const modifiers = ${JSON.stringify(modifiers.reverse())}.map((key) => new window.KeyboardEvent('', { key }));
    const letter = new window.KeyboardEvent('', ${letter});
    for (const modifier of modifiers) keyboard.keydown(modifier);
    keyboard.keydown(letter);
    keyboard.keyup(letter);
    for (const modifier of modifiers.reverse()) keyboard.keyup(modifier);
  })()`);
}

/** Waits for the page's context menu, which a right click has asked for, and chooses the item of that name. */
export async function chooseInContextMenu(chromeScope: ChromeScope, label: string): Promise<void> {
  await chromeScope.evaluate(`new Promise((resolve, reject) => {
    const menu = document.getElementById('contentAreaContextMenu');
    const timer = window.setTimeout(() => reject(new Error('No context menu was shown')), 20_000);
    const choose = () => {
      window.clearTimeout(timer);
      const items = [...menu.querySelectorAll('menuitem')].filter((item) => !item.hidden);
      const item = items.find((candidate) => candidate.label === ${JSON.stringify(label)});
      if (!item) {
        menu.hidePopup();
        return reject(new Error('The menu has only ' + items.map((candidate) => candidate.label).join(', ')));
      }
      menu.addEventListener('popuphidden', resolve, { once: true });
      menu.activateItem(item);
    };
    if (menu.state === 'open') choose();
    else menu.addEventListener('popupshown', choose, { once: true });
  })`);
}

/** Chooses the one item of the menu with which Firefox asks before a page may read the clipboard. */
export async function allowPaste(chromeScope: ChromeScope): Promise<void> {
  // Firefox takes no answer in the first moments, so that nobody gives one by accident.
  await until('Firefox to ask about the clipboard', () =>
    chromeScope.evaluate(`(() => {
      const menu = document.getElementById('clipboardReadPasteMenuPopup');
      const item = menu?.querySelector('menuitem');
      if (menu?.state !== 'open' || !item || item.disabled) return false;
      menu.activateItem(item);
      return true;
    })()`),
  );
}
