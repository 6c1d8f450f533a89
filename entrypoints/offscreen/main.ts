import { editorPortName } from '../../messages/editor-port';
import { libraryPortName } from '../../messages/library';
import { createRouter, route } from '../../messages/router';
import { storePicture } from '../../messages/requests';
import { createHosts } from '../../models/runtime/create-hosts';
import { acceptPorts, answerRequests, ownIdentity } from '../../platform/listen';

/** The document goes when nobody has needed it for this long; the background makes a new one. */
const idleDocumentMs = 60_000;

let closing: ReturnType<typeof setTimeout> | undefined;
const { host, library } = createHosts({
  // Chrome sends no origin that tells one installation from another.
  mayFetch: () => Promise.resolve(true),
  onBusyChange: closeWhenIdle,
});

function closeWhenIdle(): void {
  clearTimeout(closing);
  closing = setTimeout(() => {
    if (!host.isBusy && !host.hasEditors && !library.isBusy && !library.hasPages) window.close();
  }, idleDocumentMs);
}

answerRequests(
  createRouter(
    ownIdentity,
    [route(storePicture, ({ picture }) => Promise.resolve({ id: host.storePicture(picture) }))],
    { lastResort: false },
  ),
);

acceptPorts(editorPortName, (port) => {
  host.accept(port);
  port.onDisconnect.addListener(closeWhenIdle);
});

acceptPorts(libraryPortName, (port) => {
  library.accept(port);
  port.onDisconnect.addListener(closeWhenIdle);
});

closeWhenIdle();
