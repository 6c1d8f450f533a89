import { browser } from './browser';

/** Version of the extension, as in its manifest. */
export const version: string = browser.runtime.getManifest().version;

/** Whether this page belongs to a private window. */
export const isPrivate: boolean = browser.extension.inIncognitoContext;

/** The permissions of this browser's manifest; there are no optional ones among them. */
export const grantedPermissions: readonly string[] = browser.runtime.getManifest().permissions ?? [];

/** Name of the command that starts the picker, as in the manifest. */
export const pickCommand = 'pick-picture';

/** The keys that the browser has bound to that command; empty when it has none. */
export async function pickKeys(): Promise<string> {
  const commands = await browser.commands.getAll();
  return commands.find(({ name }) => name === pickCommand)?.shortcut ?? '';
}
