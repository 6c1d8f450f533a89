import { describe, expect, test } from 'vitest';
import { packages } from './packages';

describe.each(packages)('$browser', ({ files }) => {
  const file = files.find(({ path }) => path === 'manifest.json');
  const manifest: unknown = JSON.parse(file?.bytes.toString() ?? '{}');

  test('the manifest is the one that was agreed', () => {
    expect(manifest).toMatchSnapshot();
  });

  test('asks for no host and offers nothing to pages', () => {
    expect(manifest).not.toHaveProperty('host_permissions');
    expect(manifest).not.toHaveProperty('optional_host_permissions');
    expect(manifest).not.toHaveProperty('content_scripts');
    expect(manifest).not.toHaveProperty('web_accessible_resources');
    expect(manifest).not.toHaveProperty('externally_connectable');
  });
});
