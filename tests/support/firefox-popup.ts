import type { ChromeScope } from './firefox-chrome-scope';
import { inView } from './firefox-view';
import { callExpression, type Popup } from './tab';
import { until } from './wait';

// A popup first loads in a browser of no size in a panel that is never shown, and moves to the real one later.
const anyView = `document.querySelector('.webextension-popup-browser')`;
const view = `document.querySelector('.webextension-popup-browser:not(.webextension-preload-browser)')`;

export interface FirefoxPopup extends Popup {
  /** Brings it what a paste of that picture would; the clipboard of a headless Firefox holds text alone. */
  paste(png: Uint8Array): Promise<void>;
}

/** Presses the toolbar button as a person does, and waits until the popup is really on the screen. */
export async function openFirefoxPopup(chromeScope: ChromeScope, extensionId: string): Promise<FirefoxPopup> {
  // A second press while a popup is there would close it.
  await chromeScope.evaluate(`(async () => {
    const panel = ${view}?.closest('panel');
    if (panel && panel.state !== 'closed') {
      await new Promise((resolve) => {
        panel.addEventListener('popuphidden', resolve, { once: true });
        panel.hidePopup();
      });
    }
  })()`);
  await until('an earlier popup to go', () => chromeScope.evaluate(`${anyView} === null`));
  // The button does nothing in a window that is not in front.
  await until('the window to be in front', () => chromeScope.evaluate('Services.focus.activeWindow === window'));
  await chromeScope.evaluate(`new Promise((resolve, reject) => {
    const { ExtensionParent } = ChromeUtils.importESModule('resource://gre/modules/ExtensionParent.sys.mjs');
    const shown = ({ target }) => { if (target.contains(${view})) done(resolve); };
    const timer = window.setTimeout(() => done(() => reject(new Error('The popup was not shown'))), 20_000);
    const done = (end) => {
      window.removeEventListener('popupshown', shown);
      window.clearTimeout(timer);
      end();
    };
    window.addEventListener('popupshown', shown);
    const { extension } = WebExtensionPolicy.getByID(${JSON.stringify(extensionId)});
    ExtensionParent.apiManager.global.browserActionFor(extension).triggerAction(window);
  })`);
  const read = inView(
    view,
    `answer(content.document.readyState === 'complete' ? content.document.body.innerText : '')`,
  );
  return {
    text: async () => String(await until('the popup to fill', () => chromeScope.evaluate(read))),
    async click(name) {
      await until(`the popup's button "${name}"`, () => chromeScope.evaluate(inView(view, clickButton(name))));
    },
    async paste(png) {
      const paste = callExpression(pasteUntrusted, [Buffer.from(png).toString('base64')]);
      await chromeScope.evaluate(
        inView(
          view,
          // First, because the popup may close before anything can be said after the paste.
          `answer(true);
          const sandbox = new Cu.Sandbox(content, { sandboxPrototype: content, wantXrays: false });
          Cu.evalInSandbox(${JSON.stringify(paste)}, sandbox);`,
        ),
      );
    },
  };
}

/**
 * A shown panel takes its size some frames later, and a click outside of that size hits the document instead
 * of the button; so where a click would go is asked and the click sent without a pause between.
 */
function clickButton(name: string): string {
  return `const button = [...content.document.querySelectorAll('button')].find((candidate) =>
      (candidate.getAttribute('aria-label') ?? candidate.textContent).trim() === ${JSON.stringify(name)} &&
      !candidate.disabled);
    if (!button) return answer(false);
    const box = button.getBoundingClientRect();
    const x = box.x + box.width / 2;
    const y = box.y + box.height / 2;
    if (!button.contains(content.document.elementFromPoint(x, y))) return answer(false);
    // First, because the popup may close before anything can be said after the click.
    answer(true);
    for (const type of ['mousedown', 'mouseup']) {
      content.synthesizeMouseEvent(type, x, y, { button: 0, clickCount: 1 }, {});
    }`;
}

/** Runs in the popup. */
function pasteUntrusted(base64: string): void {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const clipboardData = new DataTransfer();
  clipboardData.items.add(new File([bytes], 'image.png', { type: 'image/png' }));
  const event = new ClipboardEvent('paste', { bubbles: true, cancelable: true });
  // Firefox gives an event that a page makes a clipboard of its own.
  Object.defineProperty(event, 'clipboardData', { value: clipboardData });
  document.body.dispatchEvent(event);
}
