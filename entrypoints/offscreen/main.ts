import { editorPortName } from '../../messages/editor-port';
import { createRouter, route } from '../../messages/router';
import { storePicture } from '../../messages/requests';
import { classifySender } from '../../messages/senders';
import { ComputeHost } from '../../models/runtime/host';
import { createModelWorker } from '../../models/runtime/create-worker';
import { browser } from '../../platform/browser';
import { answerRequests, ownIdentity } from '../../platform/listen';

/** The document goes when nobody has needed it for this long; the background makes a new one. */
const idleDocumentMs = 60_000;

let closing: ReturnType<typeof setTimeout> | undefined;
const host = new ComputeHost({ createWorker: createModelWorker, onBusyChange: closeWhenIdle });

function closeWhenIdle(): void {
  clearTimeout(closing);
  closing = setTimeout(() => {
    if (!host.isBusy && !host.hasEditors) window.close();
  }, idleDocumentMs);
}

answerRequests(
  createRouter(
    ownIdentity,
    [route(storePicture, ({ picture }) => Promise.resolve({ id: host.storePicture(picture) }))],
    { lastResort: false },
  ),
);

browser.runtime.onConnect.addListener((port) => {
  if (port.name !== editorPortName) return;
  if (classifySender(port.sender ?? {}, ownIdentity) !== 'extension') {
    port.disconnect();
    return;
  }
  host.accept(port);
  port.onDisconnect.addListener(closeWhenIdle);
});

closeWhenIdle();
