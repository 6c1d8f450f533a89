import { defineBackground } from 'wxt/utils/define-background';
import { CodedError, toErrorCode } from '../../messages/errors';
import { createRouter, route } from '../../messages/router';
import { captureTab, deliverPicture, openEditor, prepareHost, requests, startPicker } from '../../messages/requests';
import { browser } from '../../platform/browser';
import { pickCommand } from '../../platform/extension';
import { loadStrings } from '../../platform/i18n';
import { answerRequests, ownIdentity } from '../../platform/listen';
import { onSettingsChange, readSettings } from '../../platform/settings';
import { placeOf, showEditor, type EditorPlace } from './editors';
import { hostInBackgroundPage, hostInOffscreenDocument } from './host-access';
import { captureTabContent, pickUrl, startPickerIn } from './picker';
import { deferUpdatesWhileInUse } from './updates';

const menuItem = 'edit-picture';

export default defineBackground({
  type: 'module',
  main() {
    const host = import.meta.env.FIREFOX ? hostInBackgroundPage() : hostInOffscreenDocument();

    answerRequests(
      createRouter(
        ownIdentity,
        [
          route(startPicker, async ({ tabId }) => {
            await startPickerIn(tabId);
            return {};
          }),
          route(captureTab, async (_, sender) => {
            if (sender.tab?.id === undefined) throw new CodedError('capture-failed', 'no tab');
            return { blob: await captureTabContent(sender.tab.id) };
          }),
          route(deliverPicture, async (picture, sender) => {
            const id = await host.storePicture(picture);
            await showEditor(await placeOf(sender.tab), `picture=${id}`);
            return {};
          }),
          route(openEditor, async (_, sender) => {
            await showEditor(await placeOf(sender.tab));
            return {};
          }),
          route(prepareHost, async () => {
            await host.prepare();
            return {};
          }),
        ],
        { lastResort: true, elsewhere: requests.filter(({ to }) => to === 'host').map(({ name }) => name) },
      ),
    );

    browser.runtime.onInstalled.addListener(({ reason }) => {
      void createMenu();
      if (reason === 'install') void browser.tabs.create({ url: browser.runtime.getURL('/welcome.html') });
    });

    // Chrome runs a second worker for private windows, tells it of no installation, and shows there
    // none of the items that the first one made.
    if (browser.extension.inIncognitoContext) void createMenu();

    onSettingsChange(() => void nameMenu());

    browser.contextMenus.onClicked.addListener((info, tab) => {
      const tabId = tab?.id;
      if (info.menuItemId !== menuItem || tab === undefined || tabId === undefined) return;
      const { srcUrl, frameId } = info;
      void pickOrExplain(tab, () =>
        srcUrl === undefined ? startPickerIn(tabId) : pickUrl(tabId, frameId ?? 0, srcUrl),
      );
    });

    browser.commands.onCommand.addListener((command, tab) => {
      const tabId = tab?.id;
      if (command !== pickCommand || tab === undefined || tabId === undefined) return;
      void pickOrExplain(tab, () => startPickerIn(tabId));
    });

    deferUpdatesWhileInUse(host);
  },
});

async function createMenu(): Promise<void> {
  browser.contextMenus.create(
    { id: menuItem, title: await menuTitle(), contexts: ['image'] },
    // A worker that was woken again finds the item that it made before; the browser then refuses a second.
    () => browser.runtime.lastError,
  );
}

async function nameMenu(): Promise<void> {
  await browser.contextMenus.update(menuItem, { title: await menuTitle() });
}

async function menuTitle(): Promise<string> {
  const { language } = await readSettings();
  return (await loadStrings(language))('menu_edit_picture');
}

/** A menu or a shortcut has no surface of its own: what went wrong is said in the editor. */
async function pickOrExplain(place: EditorPlace, pick: () => Promise<void>): Promise<void> {
  try {
    await pick();
  } catch (error) {
    await showEditor(place, `error=${toErrorCode(error)}`);
  }
}
