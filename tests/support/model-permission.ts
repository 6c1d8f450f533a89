import { modelHosts } from '../../models/store/hosts';
import type { ExtensionBrowser } from './extension-browser';
import { isFirefox } from './which';

/**
 * Says yes, as the person does in Firefox's question, to the permission for the model hosts. Chrome has
 * no such question.
 */
export async function allowModelHosts(browser: ExtensionBrowser): Promise<void> {
  if (!isFirefox(browser)) return;
  const origins = modelHosts.map((host) => `${host}/*`);
  await browser.chromeScope.evaluate(`(async () => {
    const { ExtensionPermissions } = ChromeUtils.importESModule('resource://gre/modules/ExtensionPermissions.sys.mjs');
    const { extension } = WebExtensionPolicy.getByID(${JSON.stringify(browser.extensionId)});
    const permissions = ${JSON.stringify({ permissions: [], origins })};
    await ExtensionPermissions.add(extension.id, permissions, extension);
  })()`);
}
