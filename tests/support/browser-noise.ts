import type { BrowserName } from './browsers';
import type { SeenRequest } from './proxy';

interface Noise {
  method: string;
  host: string;
  /** Beginning of the path; nothing of it can be seen of encrypted requests. */
  path: string;
}

/**
 * What the browsers ask for on their own at their start and no setting stops. Every entry was seen
 * without Imaginex.
 */
const noise: Record<BrowserName, readonly Noise[]> = {
  chromium: [
    { method: 'CONNECT', host: 'accounts.google.com', path: '' },
    { method: 'CONNECT', host: 'update.googleapis.com', path: '' },
    { method: 'POST', host: 'update.googleapis.com', path: '/service/update2/json' },
  ],
  firefox: [],
};

export function isNoise(browser: BrowserName, request: SeenRequest): boolean {
  return noise[browser].some(
    ({ method, host, path }) =>
      method === request.method && host === request.host && request.path.startsWith(path),
  );
}
