import { readClipboard } from '../../components/clipboard';
import { showPage } from '../../components/page';
import { PopupView } from '../../components/popup/popup-view';
import { CodedError } from '../../messages/errors';
import { deliverPicture, openEditor, startPicker } from '../../messages/requests';
import { probeDevice } from '../../models/runtime/device';
import { applyLanguage, loadStrings } from '../../platform/i18n';
import { sendRequest } from '../../platform/requests';
import { readSettings } from '../../platform/settings';
import { activeTabId } from '../../platform/tabs';

const { language, backend } = await readSettings();
const strings = await loadStrings(language);
applyLanguage(strings);
showPage(
  strings,
  <PopupView
    actions={{
      async pick() {
        const tabId = await activeTabId();
        if (tabId === undefined) throw new CodedError('page-refuses-scripts');
        await sendRequest(startPicker, { tabId });
      },
      async openEditor() {
        await sendRequest(openEditor, {});
      },
      async deliver(blob, name) {
        // Built from bytes: a blob of a clipboard ends with the popup.
        const copy = new Blob([await blob.arrayBuffer()], { type: blob.type });
        await sendRequest(deliverPicture, { blob: copy, acquisition: 'file', name, description: '' });
      },
      readClipboard,
      describeDevice: () => probeDevice(backend),
      close: () => window.close(),
    }}
  />,
);
