import { expect, test, vi } from 'vitest';
import { manifest } from '../../../manifest.config';

const { commands } = vi.hoisted(() => ({ commands: { getAll: vi.fn() } }));
vi.mock('../../../platform/browser', () => ({
  browser: {
    commands,
    extension: { inIncognitoContext: false },
    runtime: { getManifest: () => ({ version: '1' }) },
  },
}));

const { pickCommand, pickKeys } = await import('../../../platform/extension');

test('the command that starts the picker is in the manifest', () => {
  expect(Object.keys(manifest('chrome').commands ?? {})).toEqual([pickCommand]);
});

test.each([
  ['those that are bound', [{ name: '_execute_action', shortcut: 'Alt+A' }, { name: pickCommand, shortcut: '⌥⇧U' }], '⌥⇧U'],
  ['none where none are bound', [{ name: pickCommand, shortcut: '' }], ''],
  ['none where the command is unknown', [], ''],
])('its keys are %s', async (_, all, keys) => {
  commands.getAll.mockResolvedValue(all);
  expect(await pickKeys()).toBe(keys);
});
