import { beforeEach, expect, test, vi } from 'vitest';
import { CodedError } from '../../../messages/errors';

const { stored, eraseEverything } = vi.hoisted(() => ({
  stored: { keys: ['File: limit.json'] },
  eraseEverything: vi.fn(() => Promise.resolve()),
}));
vi.mock('../../../privacy/stored', () => ({
  listStored: () => Promise.resolve(stored.keys.map((key) => ({ key, value: '{}', bytes: 1 }))),
  eraseEverything,
}));

const { eraseWithModels } = await import('../../../privacy/erase');

const works = () => ({ removeAll: vi.fn(() => Promise.resolve()), setLimit: vi.fn(() => Promise.resolve()) });

beforeEach(() => {
  stored.keys = ['File: limit.json'];
  eraseEverything.mockClear();
});

test('the library lets go of its models and of its limit before the files are erased', async () => {
  const library = works();
  await eraseWithModels(library);
  expect(library.setLimit).toHaveBeenCalledExactlyOnceWith(0);
  expect(library.removeAll).toHaveBeenCalledOnce();
  expect(library.removeAll.mock.invocationCallOrder[0]).toBeLessThan(eraseEverything.mock.invocationCallOrder[0] ?? 0);
});

test('a library that fails keeps nothing else from being erased, and what it failed with is told', async () => {
  const library = { ...works(), removeAll: vi.fn(() => Promise.reject(new CodedError('store-lost', 'lost', { detail: 'x' }))) };
  await expect(eraseWithModels(library)).rejects.toMatchObject({ code: 'store-lost', detail: 'x' });
  expect(eraseEverything).toHaveBeenCalledOnce();
  expect(library.setLimit).toHaveBeenCalledOnce();
});

test('without a file the library is not started', async () => {
  stored.keys = ['settings'];
  const library = works();
  await eraseWithModels(library);
  expect(library.removeAll).not.toHaveBeenCalled();
  expect(library.setLimit).not.toHaveBeenCalled();
  expect(eraseEverything).toHaveBeenCalledOnce();
});
