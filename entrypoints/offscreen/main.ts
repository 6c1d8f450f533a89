import { createRouter, route } from '../../messages/router';
import { storePicture } from '../../messages/requests';
import { ComputeHost } from '../../models/runtime/host';
import { createModelWorker } from '../../models/runtime/create-worker';
import { acceptEditors, answerRequests, ownIdentity } from '../../platform/listen';

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

acceptEditors((port) => {
  host.accept(port);
  port.onDisconnect.addListener(closeWhenIdle);
});

closeWhenIdle();
