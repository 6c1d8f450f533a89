import type { BrowserName } from './browsers';
import type { ExtensionBrowser, LaunchOptions } from './extension-browser';
import { startHub, type Hub } from './hub/hub';
import { launch } from './launch';
import { allowModelHosts } from './model-permission';
import { startProxy, type Proxy } from './proxy';

/** A hub of models, the way to it that writes everything down, and browsers that know no other. */
export interface WithHub {
  readonly hub: Hub;
  readonly proxy: Proxy;
  /** Starts a browser, which may fetch models. */
  launch(options?: Partial<LaunchOptions>): Promise<ExtensionBrowser>;
  close(): Promise<void>;
}

export async function startWithHub(name: BrowserName): Promise<WithHub> {
  const hub = await startHub();
  const proxy = await startProxy(hub.tunnels);
  return {
    hub,
    proxy,
    async launch(options = {}) {
      const browser = await launch(name, { proxyPort: proxy.port, ...options });
      await allowModelHosts(browser);
      return browser;
    },
    async close() {
      await proxy.close();
      await hub.close();
    },
  };
}
