import type { ExtensionBrowser } from '../extension-browser';
import type { HubRequest } from './exchange';

/** What browsers put into every request by themselves; none of it tells who asks or why. */
const ordinary = [
  ...['host', 'connection', 'user-agent', 'accept', 'accept-language', 'accept-encoding', 'range', 'priority'],
  ...['pragma', 'cache-control', 'sec-fetch-site', 'sec-fetch-mode', 'sec-fetch-dest', 'sec-fetch-storage-access'],
  ...['sec-ch-ua', 'sec-ch-ua-mobile', 'sec-ch-ua-platform', 'origin'],
];

/** Names of headers that are not in every request anyway, such as cookies and the page that asks. */
export function extraordinaryHeaders(requests: readonly HubRequest[]): string[] {
  const names = new Set(requests.flatMap(({ headers }) => Object.keys(headers)));
  return [...names].filter((name) => !ordinary.includes(name));
}

/** Whom requests say that they come from; `none` where they do not say it. */
export function originsIn(requests: readonly HubRequest[]): string[] {
  return [...new Set(requests.map(({ headers: { origin = 'none' } }) => origin))].sort();
}

/**
 * Firefox would tell an id of the installation, and tells nothing where the extension has the permission
 * for the host. Chrome tells every host the extension's id, the same for all, and `null` after a redirect.
 */
export function expectedOrigins(browser: ExtensionBrowser): string[] {
  return browser.name === 'firefox' ? ['none'] : [browser.extensionUrl('').slice(0, -1), 'null'];
}
