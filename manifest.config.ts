import type { UserManifest } from 'wxt';
import { modelHosts } from './models/store/hosts';

const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  `connect-src 'self' blob: ${modelHosts.join(' ')}`,
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** The first versions of the browsers that have everything the extension needs. */
export const leastVersions = { chromium: 148, firefox: 153 } as const;

const gecko = {
  id: 'imaginex@imaginex.example',
  strict_min_version: `${leastVersions.firefox}.0`,
  data_collection_permissions: { required: ['none'] },
};

/** The one place where permissions, hosts and the content security policy are decided. */
export function manifest(browser: string): UserManifest {
  const firefox = browser === 'firefox';
  return {
    name: '__MSG_extension_name__',
    short_name: 'Imaginex',
    description: '__MSG_extension_description__',
    default_locale: 'en',
    permissions: [
      'activeTab',
      'scripting',
      'contextMenus',
      'storage',
      // Models are hundreds of megabytes; without it browsers allow less, and drop files by themselves.
      'unlimitedStorage',
      ...(firefox ? [] : ['offscreen']),
    ],
    content_security_policy: { extension_pages: contentSecurityPolicy },
    commands: {
      'pick-picture': {
        // Most letters with Alt+Shift are Chrome's own, which it binds to no extension: tests/package/manifest.test.ts.
        suggested_key: { default: 'Alt+Shift+U' },
        description: '__MSG_command_pick__',
      },
    },
    ...(firefox
      ? {
          browser_specific_settings: { gecko },
          // Asked for with a download: a host without permission is told an id of the installation as origin.
          optional_host_permissions: modelHosts.map((host) => `${host}/*`),
        }
      : {
          minimum_chrome_version: String(leastVersions.chromium),
          message_serialization: 'structured_clone',
          incognito: 'split',
        }),
  };
}
