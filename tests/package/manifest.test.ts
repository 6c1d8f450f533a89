import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { modelHosts } from '../../models/store/hosts';
import { packages } from './packages';

/**
 * Letters that Chrome takes with Alt+Shift on some system, so that it would never bind them to an extension.
 * Sources: Chromium's chrome/browser/ui/accelerator_table.cc (feedback in branded builds, tab groups, split
 * view, reading mode), chrome/browser/glic/common/local_hotkey_manager.cc, ash/public/cpp/accelerators.cc.
 */
const taken = 'ABCGILMNPRSTVWXZ';

const withKeys = z.object({
  commands: z.record(z.string(), z.object({ suggested_key: z.record(z.string(), z.string()) })),
});

const withHosts = z.object({ optional_host_permissions: z.array(z.string()).optional() });
const withPolicy = z.object({ content_security_policy: z.object({ extension_pages: z.string() }) });

describe.each(packages)('$browser', ({ browser, files }) => {
  const file = files.find(({ path }) => path === 'manifest.json');
  const manifest: unknown = JSON.parse(file?.bytes.toString() ?? '{}');

  test('the manifest is the one that was agreed', () => {
    expect(manifest).toMatchSnapshot();
  });

  test('suggests keys that the browser has no use for itself', () => {
    const { commands } = withKeys.parse(manifest);
    const keys = Object.values(commands).flatMap((command) => Object.values(command.suggested_key));
    expect(keys).not.toEqual([]);
    for (const key of keys) expect(key).toMatch(new RegExp(`^Alt\\+Shift\\+(?![${taken}])[A-Z]$`));
  });

  test('asks for no host and offers nothing to pages', () => {
    expect(manifest).not.toHaveProperty('host_permissions');
    expect(manifest).not.toHaveProperty('content_scripts');
    expect(manifest).not.toHaveProperty('web_accessible_resources');
    expect(manifest).not.toHaveProperty('externally_connectable');
  });

  test('can ask for the model hosts where the browser would tell them who asks, and for no other', () => {
    const { optional_host_permissions: asked } = withHosts.parse(manifest);
    expect(asked).toEqual(browser === 'firefox' ? modelHosts.map((host) => `${host}/*`) : undefined);
    expect(manifest).not.toHaveProperty('optional_permissions');
  });

  test('lets pages and workers reach the model hosts and nothing else that is remote', () => {
    const policy = withPolicy.parse(manifest).content_security_policy.extension_pages;
    expect(policy.match(/(?:https?|wss?):[^\s;]*|(?<=\s)\*(?=[\s;])/g)).toEqual([...modelHosts]);
  });
});
