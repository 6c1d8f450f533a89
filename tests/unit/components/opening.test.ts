import { beforeEach, expect, test, vi } from 'vitest';
import { createEditor } from '../../../components/editor/create-editor';
import { services } from './fake-services';

beforeEach(() => {
  vi.stubGlobal('document', { createElement: () => ({ setAttribute: () => undefined }) });
});

test('of several pictures, each that cannot be opened is told by its name', async () => {
  const { commands, store } = createEditor(services, 'auto', {});
  await commands.openFiles(['damaged', 'fine', 'unknown'].map((text) => new File([text], `${text}.png`)));
  const { pictures, failure, opening } = store.get();
  expect(pictures.map(({ name }) => name)).toEqual(['fine']);
  expect(failure).toMatchObject({
    place: 'open',
    files: [
      { name: 'damaged.png', code: 'picture-damaged' },
      { name: 'unknown.png', code: 'format-unknown' },
    ],
  });
  expect(opening).toBe(0);
});

test('of one picture alone no name is needed', async () => {
  const { commands, store } = createEditor(services, 'auto', {});
  await commands.openFiles([new File(['damaged'], 'a.png')]);
  expect(store.get().failure).toEqual({ place: 'open', code: 'picture-damaged' });
  await commands.openWaiting(crypto.randomUUID());
  expect(store.get().failure).toEqual({ place: 'open', code: 'picture-gone' });
});
