import { editorPortName } from '../../messages/editor-port';
import { libraryPortName } from '../../messages/library';
import { storePicture, type PickedPicture } from '../../messages/requests';
import { createHosts } from '../../models/runtime/create-hosts';
import { modelHosts } from '../../models/store/hosts';
import { browser } from '../../platform/browser';
import { acceptPorts } from '../../platform/listen';
import { sendRequest } from '../../platform/requests';

/** How the background reaches the compute host of its browser. */
export interface HostAccess {
  /** Resolves when editors can connect to the host. */
  prepare(): Promise<void>;
  /** @returns the id by which an editor claims the picture. */
  storePicture(picture: PickedPicture): Promise<string>;
  /** Whether the host has something to do, which a restart of the extension would end, or had until just now. */
  isInUse(): Promise<boolean>;
}

/** Chrome: an offscreen document, of which there can be one; made when somebody needs it. */
export function hostInOffscreenDocument(): HostAccess {
  let creating: Promise<void> | undefined;

  async function exists(): Promise<boolean> {
    return (await browser.runtime.getContexts({ contextTypes: ['OFFSCREEN_DOCUMENT'] })).length > 0;
  }

  async function create(): Promise<void> {
    if (await exists()) return;
    await browser.offscreen.createDocument({
      url: '/offscreen.html',
      reasons: ['WORKERS', 'BLOBS'],
      justification: 'Runs the image models in a worker, on this device.',
    });
  }

  async function prepare(): Promise<void> {
    // Of two calls at once the second would be refused, so both wait for the first.
    creating ??= create().finally(() => {
      creating = undefined;
    });
    await creating;
  }

  return {
    prepare,
    async storePicture(picture) {
      await prepare();
      return (await sendRequest(storePicture, { picture })).id;
    },
    // The document ends itself when it has been idle for a while.
    isInUse: exists,
  };
}

/**
 * Firefox: the background page itself. An event page is put to sleep after 30 idle seconds, workers
 * and all; calling the extension API keeps it awake while there is something to do.
 */
export function hostInBackgroundPage(): HostAccess {
  const callEveryMs = 10_000;
  let awake: ReturnType<typeof setInterval> | undefined;
  const origins = modelHosts.map((host) => `${host}/*`);
  const mayFetch = () => browser.permissions.contains({ origins });
  const { host, library } = createHosts({
    // Without the permission Firefox names this installation as the origin of every request.
    mayFetch,
    onBusyChange(busy) {
      clearInterval(awake);
      if (busy) awake = setInterval(() => void browser.runtime.getPlatformInfo(), callEveryMs);
    },
  });
  browser.permissions.onRemoved.addListener(() => {
    void mayFetch().then((may) => {
      if (!may) library.stopFetching();
    });
  });
  acceptPorts(editorPortName, (port) => host.accept(port));
  acceptPorts(libraryPortName, (port) => library.accept(port));
  return {
    prepare: () => Promise.resolve(),
    storePicture: (picture) => Promise.resolve(host.storePicture(picture)),
    isInUse: () => Promise.resolve(host.isBusy || library.isBusy),
  };
}
