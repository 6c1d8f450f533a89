import { modelHosts } from '../../models/store/hosts';
import type { ExtensionBrowser } from './extension-browser';
import type { FirefoxExtension } from './firefox';
import { isFirefox } from './which';

/**
 * Says yes, as the person does in Firefox's question, to the permission for the model hosts. Chrome has
 * no such question.
 */
export async function allowModelHosts(browser: ExtensionBrowser): Promise<void> {
  if (isFirefox(browser)) await changePermission(browser, 'add');
}

/** Takes it back, as the person does in Firefox's own list of extensions. */
export async function forbidModelHosts(browser: FirefoxExtension): Promise<void> {
  await changePermission(browser, 'remove');
}

async function changePermission(browser: FirefoxExtension, change: 'add' | 'remove'): Promise<void> {
  const origins = modelHosts.map((host) => `${host}/*`);
  await browser.chromeScope.evaluate(`(async () => {
    const { ExtensionPermissions } = ChromeUtils.importESModule('resource://gre/modules/ExtensionPermissions.sys.mjs');
    const { extension } = WebExtensionPolicy.getByID(${JSON.stringify(browser.extensionId)});
    const permissions = ${JSON.stringify({ permissions: [], origins })};
    await ExtensionPermissions.${change}(extension.id, permissions, extension);
  })()`);
}
